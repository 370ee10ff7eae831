import io.tifl.kernels.codec.Float16Codec;
import io.tifl.kernels.codec.Int4Codec;
import io.tifl.kernels.codec.Int4EntropyCodec;
import io.tifl.kernels.codec.Int8Codec;
import io.tifl.kernels.codec.SignCodec;
import io.tifl.kernels.codec.TopK128Codec;
import io.tifl.kernels.codec.TopKCodec;
import io.tifl.protocol.codec.UpdateCodec;

/** Numeric kernels that know nothing of federated learning, and the update codecs made of them. */
module io.tifl.kernels {
    requires static jdk.incubator.vector;
    requires static org.jspecify;
    requires transitive io.tifl.protocol;

    exports io.tifl.kernels;
    exports io.tifl.kernels.codec;

    provides UpdateCodec with
            Float16Codec,
            Int4Codec,
            Int4EntropyCodec,
            Int8Codec,
            SignCodec,
            TopK128Codec,
            TopKCodec;
}
