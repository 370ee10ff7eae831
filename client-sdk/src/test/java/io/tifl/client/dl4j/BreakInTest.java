package io.tifl.client.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The four ways by which a peer gets into programs that read with Deeplearning4j and ND4J, and that each ends at ours. */
class BreakInTest {
    private static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());
    private static final AtomicBoolean BROKEN_INTO = new AtomicBoolean();

    /** What an attacker would have created: creating it is enough. */
    private static final class Payload implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            BROKEN_INTO.set(true);
        }
    }

    /** A class that Deeplearning4j's reader would create, since it is an activation by name only. */
    public static final class Activation {
        public Activation() {
            BROKEN_INTO.set(true);
        }
    }

    private static byte[] modelWithAnObjectInIt() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry(ModelSerializer.PREPROCESSOR_BIN));
            ObjectOutputStream object = new ObjectOutputStream(zip);
            object.writeObject(new Payload());
            object.flush();
            zip.closeEntry();
        }
        return bytes.toByteArray();
    }

    private static void assertIsNoMessageAndNoUpdate(byte[] bytes) {
        assertThatThrownBy(() -> FORMAT.decode(bytes)).isInstanceOf(MalformedMessageException.class);
        Catalog<UpdateCodec> codecs = Catalog.load("codec", UpdateCodec.class);
        Layout layout = Layout.flat(4_000_000);
        for (String name : codecs.names()) {
            EncodedUpdate update =
                    new EncodedUpdate(name, layout.fingerprint(), java.lang.foreign.MemorySegment.ofArray(bytes));
            assertThatThrownBy(() -> codecs.get(name).decode(update, layout))
                    .as(name)
                    .isInstanceOf(MalformedUpdateException.class);
        }
        assertThat(BROKEN_INTO).isFalse();
    }

    @Test
    void archiveOfAModelWithAJavaObjectInItIsNeverOpenedAndTheProcessReadsNoObjects() throws Exception {
        assertIsNoMessageAndNoUpdate(modelWithAnObjectInIt());

        // And were such a reader ever called, by whatever library: the flags of every process of ours forbid it.
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(new Payload());
        assertThatThrownBy(() -> new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject())
                .isInstanceOf(InvalidClassException.class);
        assertThat(BROKEN_INTO).isFalse();
    }

    @Test
    void arrayThatClaimsMoreThanItHoldsIsNeverReadAsAnArray() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Nd4j.write(Nd4j.create(new float[16]).reshape(1, 16), new DataOutputStream(bytes));
        byte[] forged = bytes.toByteArray();
        // The length of the row, wherever the shape stands: from 16 to 4,000,000.
        for (int i = 0; i + 8 <= forged.length; i++) {
            if (java.nio.ByteBuffer.wrap(forged).getLong(i) == 16) {
                java.nio.ByteBuffer.wrap(forged).putLong(i, 4_000_000);
            }
        }
        assertIsNoMessageAndNoUpdate(forged);
    }

    @Test
    void layerOfTwoThousandMillionOutputsIsRefusedBeforeMemoryIsAskedFor() {
        assertRefused(mlp().replace("\"nout\" : 16", "\"nout\" : 2000000000"), "nout");
    }

    @Test
    void classNamedInADescriptionIsNotCreated() {
        String foreign = mlp().replace("org.nd4j.linalg.activations.impl.ActivationReLU", Activation.class.getName());

        assertRefused(foreign, "@class");
        assertThat(BROKEN_INTO).isFalse();
    }

    private static String mlp() {
        return new MlpModel()
                .blueprint(Problems.mlp(12, 16, 4).settings())
                .configuration()
                .toJson();
    }

    private static void assertRefused(String json, String named) {
        ModelSpec spec =
                new ModelSpec("dl4j-json", Settings.none().with("json", json).with("input", "12"));
        assertThatThrownBy(() -> new Dl4jLearnerFactory().open(spec))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(named);
    }
}
