package io.tifl.leaf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.set.Column;
import io.tifl.leaf.set.ElementType;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.Reading;
import io.tifl.leaf.set.SetSink;
import io.tifl.protocol.ClientId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredSetTest {
    @TempDir
    private Path folder;

    @Test
    void usersAndExamplesAreReadInPlace() throws Exception {
        try (StoredSet set = madeUp()) {
            Part train = set.part("train");
            assertThat(set.parts()).containsExactly("train", "test");
            assertThat(train.users())
                    .containsExactly(new Part.User("ann", "hamlet", 0, 3), new Part.User("bob", "", 3, 1));
            assertThat(train.sizes()).containsExactly(3, 1);
            Examples examples = train.examples();
            assertThat(examples.size()).isEqualTo(4);
            assertThat(features(examples, 3)).containsExactly(153 / 255f, 1 / 255f, 2 / 255f, 1);
            assertThat(examples.label(2)).isEqualTo(2);
            assertThat(train.note(2)).asString(StandardCharsets.UTF_8).isEqualTo("note 2");
            assertThat(train.note(1)).isEmpty();
        }
    }

    @Test
    void clientsGetTheirOwnTestExamplesAndTheModelAllOfThem() throws Exception {
        try (StoredSet set = madeUp()) {
            FederatedDataset federated = set.federated();

            LocalData bob = federated.clients().lastEntry().getValue();
            assertThat(federated.clients().sequencedKeySet())
                    .extracting(ClientId::value)
                    .containsExactly("ann", "bob");
            assertThat(federated.clients().firstEntry().getValue().test().size())
                    .isZero();
            assertThat(bob.train().size()).isEqualTo(1);
            assertThat(bob.train().label(0)).isZero();
            assertThat(features(bob.test(), 1)[0]).isEqualTo(1);
            assertThat(federated.test().size()).isEqualTo(2);
        }
    }

    @Test
    void aSetIsASourceAgain() throws Exception {
        SetStore store = new SetStore(folder);
        Recipe again = new Recipe("again", List.of("copy"));
        try (StoredSet set = madeUp();
                StoredSet copy = store.obtain(
                        again,
                        set.form(),
                        parts -> set.source("train").read(parts.begin("all"), ReadProgress.SILENT))) {
            Part train = set.part("train");
            Part all = copy.part("all");
            assertThat(all.users()).isEqualTo(train.users());
            assertThat(all.features().mismatch(train.features())).isEqualTo(-1);
            assertThat(all.note(2)).isEqualTo(train.note(2));
            assertThat(set.source("train").origin()).containsExactly("set " + set.id(), "part train");
        }
    }

    @Test
    void everyTypeOfNumberIsReadAsAFloat() throws Exception {
        byte[] bytes = new byte[16];
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(stored(ElementType.U8, Reading.PLAIN, new byte[] {0, (byte) 255}))
                .containsExactly(0, 255);
        assertThat(stored(ElementType.U8, Reading.LETTERS, new byte[] {'\n', '}'}))
                .containsExactly(0, 79);
        assertThat(stored(ElementType.U8, Reading.LETTERS, new byte[] {'@', (byte) 0xe9}))
                .containsExactly(79, 79);
        numbers.putShort(0, (short) 65_535).putShort(2, (short) 7);
        assertThat(stored(ElementType.U16, Reading.PLAIN, Arrays.copyOf(bytes, 4)))
                .containsExactly(65_535, 7);
        numbers.putInt(0, -3).putInt(4, 400_000);
        assertThat(stored(ElementType.I32, Reading.PLAIN, Arrays.copyOf(bytes, 8)))
                .containsExactly(-3, 400_000);
        numbers.putFloat(0, 1.5f).putFloat(4, -2);
        assertThat(stored(ElementType.F32, Reading.PLAIN, Arrays.copyOf(bytes, 8)))
                .containsExactly(1.5f, -2);
        numbers.putDouble(0, 0.1).putDouble(8, 1e300);
        assertThat(stored(ElementType.F64, Reading.PLAIN, bytes)).containsExactly(0.1f, Float.POSITIVE_INFINITY);
    }

    private float[] stored(ElementType type, Reading reading, byte[] row) throws Exception {
        Form form = new Form("made-up", Column.of(type, 2), reading, Column.of(ElementType.U8), 2, false);
        Recipe recipe = new Recipe("made-up", List.of(type + " " + reading + " " + Arrays.toString(row)));
        try (StoredSet set = new SetStore(folder).obtain(recipe, form, parts -> {
            SetSink sink = parts.begin("all");
            sink.user("a", "");
            sink.example(row, new byte[1], SetSink.NO_NOTE);
        })) {
            return features(set.part("all").examples(), 0);
        }
    }

    @Test
    void ofSeveralLabelsTheLastCounts() throws Exception {
        byte[] labels = new byte[20];
        labels[18] = (byte) 0x0f;
        labels[19] = 0x27;
        try (StoredSet set = new SetStore(folder).obtain(new Recipe("reddit", List.of()), LeafForms.reddit(), parts -> {
            SetSink sink = parts.begin("all");
            sink.user("1", "");
            sink.example(new byte[20], labels, SetSink.NO_NOTE);
        })) {
            assertThat(set.part("all").examples().label(0)).isEqualTo(9_999);
        }
    }

    @Test
    void usersWhoCannotBeClientsGetNamesOfTheirOwn() {
        assertThat(ClientIds.of("f0000_14").value()).isEqualTo("f0000_14");
        assertThat(ClientIds.of("zoë").value())
                .matches("user-[0-9a-f]{32}")
                .isNotEqualTo(ClientIds.of("zoe!").value());
    }

    @Test
    void theFormatIsThatOfTheGoldenFile() throws Exception {
        try (StoredSet set = madeUp()) {
            byte[] bytes = Files.readAllBytes(set.file());
            byte[] golden =
                    StoredSetTest.class.getResourceAsStream("made-up-v1.bin").readAllBytes();

            assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(HexFormat.of().formatHex(golden));
        }
    }

    @Test
    void sameContentMakesTheSameBytes() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        try (StoredSet one = madeUp();
                StoredSet two = new SetStore(other).obtain(MadeUpSets.RECIPE, MadeUpSets.FORM, MadeUpSets::produce)) {
            assertThat(one.file()).hasSameBinaryContentAs(two.file());
        }
    }

    @Test
    void verifyingFindsTheDamagedBlock() throws Exception {
        Path file;
        try (StoredSet set = madeUp()) {
            set.verify(ReadProgress.SILENT);
            file = set.file();
        }
        byte[] bytes = Files.readAllBytes(file);
        bytes[70] ^= 1;
        Files.write(file, bytes);

        try (StoredSet set = StoredSet.open(file)) {
            assertThatIOException()
                    .isThrownBy(() -> set.verify(ReadProgress.SILENT))
                    .withMessageContaining("damaged between bytes 64 and")
                    .withMessageContaining(file.toString())
                    .withMessageContaining("--force");
        }
    }

    @Test
    void everyByteOfPreludeAndHeadIsGuarded() throws Exception {
        Path file;
        try (StoredSet set = madeUp()) {
            file = set.file();
        }
        byte[] bytes = Files.readAllBytes(file);
        long head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(16);
        for (int i = 0; i < bytes.length; i++) {
            boolean isGuarded = i < 48 || i >= head;
            if (isGuarded) {
                bytes[i] ^= 4;
                Files.write(file, bytes);
                assertThatIOException()
                        .as("byte " + i)
                        .isThrownBy(() -> StoredSet.open(file).close());
                bytes[i] ^= 4;
            }
        }
    }

    @Test
    void cutFilesAreRefused() throws Exception {
        Path file;
        try (StoredSet set = madeUp()) {
            file = set.file();
        }
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, 63, 64, 100, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatIOException()
                    .isThrownBy(() -> StoredSet.open(file).close())
                    .withMessageContaining("has ");
        }
    }

    @Test
    void readingAClosedSetFailsAloud() throws Exception {
        StoredSet set = madeUp();
        Examples examples = set.part("test").examples();
        set.close();

        assertThatIllegalStateException().isThrownBy(() -> examples.label(0));
    }

    @Test
    void unknownPartsAndRowsAreRefused() throws Exception {
        try (StoredSet set = madeUp()) {
            Examples examples = set.part("test").examples();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> set.part("val"))
                    .withMessageContaining("train");
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> examples.features(2, new float[4], 0));
        }
    }

    private StoredSet madeUp() throws IOException, InterruptedException {
        return new SetStore(folder).obtain(MadeUpSets.RECIPE, MadeUpSets.FORM, MadeUpSets::produce);
    }

    private static float[] features(Examples examples, int row) {
        float[] features = new float[examples.featureSize()];
        examples.features(row, features, 0);
        return features;
    }
}
