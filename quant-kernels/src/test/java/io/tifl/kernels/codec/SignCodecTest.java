package io.tifl.kernels.codec;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.codec.UpdateCodecContract;

class SignCodecTest extends UpdateCodecContract {
    @Override
    public UpdateCodec codec() {
        return new SignCodec();
    }

    @Override
    public double bound(Parameters change) {
        return Bounds.largest(change);
    }
}
