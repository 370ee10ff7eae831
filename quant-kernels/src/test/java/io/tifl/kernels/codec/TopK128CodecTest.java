package io.tifl.kernels.codec;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.codec.UpdateCodecContract;
import java.util.Arrays;

class TopK128CodecTest extends UpdateCodecContract {
    @Override
    public UpdateCodec codec() {
        return new TopK128Codec();
    }

    /** The larger of the largest value left out and of the rounding of the largest sent. */
    @Override
    public double bound(Parameters change) {
        float[] magnitudes = change.toArray();
        for (int i = 0; i < magnitudes.length; i++) {
            magnitudes[i] = Math.abs(magnitudes[i]);
        }
        Arrays.sort(magnitudes);
        int sent = Math.max(1, magnitudes.length / 128);
        float left = sent == magnitudes.length ? 0 : magnitudes[magnitudes.length - sent - 1];
        return Math.max(left, magnitudes[magnitudes.length - 1] * (0.126 + 0x1p-31));
    }
}
