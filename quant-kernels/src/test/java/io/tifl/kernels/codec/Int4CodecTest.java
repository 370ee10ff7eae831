package io.tifl.kernels.codec;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.codec.UpdateCodecContract;

class Int4CodecTest extends UpdateCodecContract {
    @Override
    public UpdateCodec codec() {
        return new Int4Codec();
    }

    @Override
    public double bound(Parameters change) {
        return Bounds.ofInt4(change);
    }
}
