package io.tifl.leaf.set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.Partition;
import io.tifl.leaf.Pool;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class PoolSourceTest {
    private static final Examples IMAGES =
            Examples.images(List.of(1, 1, 2), 3, new byte[] {0, 1, (byte) 200, (byte) 255, 7, 8}, new int[] {2, 0, 1});

    @Test
    void pixelsStayBytes() throws IOException, InterruptedException {
        PoolSource source = PoolSource.train(new Pool("tiny", IMAGES, IMAGES.subset(new int[] {1}), Optional.empty()));

        assertThat(source.form())
                .isEqualTo(new Form(
                        "tiny",
                        Column.of(ElementType.U8, 1, 1, 2),
                        Reading.PIXELS,
                        Column.of(ElementType.U8),
                        3,
                        false));
        assertThat(read(source)).containsExactly("user all ", "[0, 1] [2]", "[-56, -1] [0]", "[7, 8] [1]");
    }

    @Test
    void otherFeaturesBecomeLittleEndianFloats() throws IOException, InterruptedException {
        Examples dense = Examples.dense(List.of(2), 300, new float[] {1.5f, -2}, new int[] {299});
        PoolSource source = PoolSource.train(new Pool("tiny", dense, dense, Optional.empty()));

        byte[] features = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2)
                .array();
        assertThat(source.form().features()).isEqualTo(Column.of(ElementType.F32, 2));
        assertThat(source.form().labels()).isEqualTo(Column.of(ElementType.U16));
        assertThat(read(source)).containsExactly("user all ", Arrays.toString(features) + " [43, 1]");
    }

    @Test
    void ownersAreUsersAndTestExamplesASetOfTheirOwn() throws IOException, InterruptedException {
        SequencedMap<ClientId, int[]> owners = new LinkedHashMap<>();
        owners.put(new ClientId("b"), new int[] {2});
        owners.put(new ClientId("a"), new int[] {0});
        owners.put(new ClientId("nothing"), new int[0]);
        Pool pool = new Pool("tiny", IMAGES, IMAGES.subset(new int[] {1}), Optional.of(Partition.of(owners)));

        assertThat(read(PoolSource.train(pool)))
                .containsExactly("user b ", "[7, 8] [1]", "user a ", "[0, 1] [2]", "user nothing ");
        assertThat(read(PoolSource.test(pool))).containsExactly("user all ", "[-56, -1] [0]");
    }

    @Test
    void originTellsSetsApart() {
        Pool pool = new Pool("tiny", IMAGES, IMAGES, Optional.empty());
        Pool other = new Pool("tiny", IMAGES.subset(new int[] {0, 2, 1}), IMAGES, Optional.empty());

        assertThat(PoolSource.train(pool).origin())
                .isEqualTo(PoolSource.train(pool).origin());
        assertThat(PoolSource.train(pool).origin())
                .isNotEqualTo(PoolSource.test(pool).origin());
        assertThat(PoolSource.train(pool).origin())
                .isNotEqualTo(PoolSource.train(other).origin());
    }

    @Test
    void noTestExamplesAreSaidToBeMissing() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> PoolSource.test(new Pool("tiny", IMAGES, IMAGES.subset(new int[0]), Optional.empty())))
                .withMessageContaining("tiny has no official test examples");
    }

    @Test
    void interruptionEndsReading() {
        Examples many = IMAGES.subset(new int[2000]);
        PoolSource source = PoolSource.train(new Pool("tiny", many, IMAGES, Optional.empty()));

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> read(source)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void dataSetsThatAreLoadedWholeCanBeRead() throws IOException, InterruptedException {
        PooledSet set = new PooledSet(Dataset.catalog().get("leaf-synthetic"));
        DataSource nowhere = new DataSource.Local(Path.of("."));

        SetSource source = set.open(nowhere, Settings.of(Map.of("tasks", "3", "part", "train")));

        assertThat(read(source).stream().filter(line -> line.startsWith("user")))
                .containsExactly("user 0 ", "user 1 ", "user 2 ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.open(nowhere, Settings.of(Map.of("part", "half"))))
                .withMessageContaining("setting 'part' is 'half', expected train or test");
    }

    private static List<String> read(SetSource source) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        source.read(
                new SetSink() {
                    @Override
                    public void user(String id, String hierarchy) {
                        lines.add("user " + id + " " + hierarchy);
                    }

                    @Override
                    public void example(byte[] features, byte[] labels, byte[] note) {
                        lines.add(Arrays.toString(features) + " " + Arrays.toString(labels));
                    }
                },
                ReadProgress.SILENT);
        return lines;
    }
}
