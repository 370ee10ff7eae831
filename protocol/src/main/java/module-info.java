import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.UpdateCodec;

/** What coordinator and clients say to each other. */
module io.tifl.protocol {
    requires static org.jspecify;

    exports io.tifl.protocol;
    exports io.tifl.protocol.auth;
    exports io.tifl.protocol.codec;
    exports io.tifl.protocol.kafka;
    exports io.tifl.protocol.plugin;
    exports io.tifl.protocol.secure;
    exports io.tifl.protocol.task;
    exports io.tifl.protocol.transport;
    exports io.tifl.protocol.wire;

    uses UpdateCodec;

    provides UpdateCodec with
            Float32Codec;
}
