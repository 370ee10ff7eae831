package io.tifl.kernels.codec;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.codec.UpdateCodecContract;

class Float16CodecTest extends UpdateCodecContract {
    @Override
    public UpdateCodec codec() {
        return new Float16Codec();
    }

    @Override
    public double bound(Parameters change) {
        return Math.max(Bounds.largest(change) * 0x1p-11, 0x1p-25);
    }
}
