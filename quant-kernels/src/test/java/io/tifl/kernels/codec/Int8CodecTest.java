package io.tifl.kernels.codec;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.codec.UpdateCodecContract;

class Int8CodecTest extends UpdateCodecContract {
    @Override
    public UpdateCodec codec() {
        return new Int8Codec();
    }

    @Override
    public double bound(Parameters change) {
        return Bounds.widestRow(change, 512) / 510 + 1e-8 + Bounds.largest(change) * 0x1p-22;
    }
}
