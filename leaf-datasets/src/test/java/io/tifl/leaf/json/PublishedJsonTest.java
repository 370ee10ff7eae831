package io.tifl.leaf.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Examples;
import io.tifl.leaf.SharedData;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that FedProx and LEAF published. */
class PublishedJsonTest {
    private static final LeafCodec FED_PROX = LeafCodecs.fedProxSynthetic(60, 10);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"iid, 805, 6", "0_0, 897, 58", "0.5_0.5, 912, 5", "1_1, 1084, 8"})
    void testHalvesOfFedProxAreReadAndComeBack(String name, int examples, int ofFirstUser) throws Exception {
        Path file = SharedData.folder("synthetic-fedprox").resolve("synthetic_" + name + "_mytest.json.gz");
        try (StoredSet set = stored(file, "read")) {
            Part all = set.part("all");
            assertThat(all.userCount()).isEqualTo(30);
            assertThat(all.user(0)).isEqualTo(new Part.User("f_00000", "", 0, ofFirstUser));
            assertThat(all.rows()).isEqualTo(examples);

            Path written = LeafJsonExport.oneFile(FED_PROX)
                    .write(all, folder.resolve("out"), i -> "mytest.json", ReadProgress.SILENT)
                    .getFirst();

            try (StoredSet again = stored(written, "again")) {
                Part copy = again.part("all");
                assertThat(copy.users()).isEqualTo(all.users());
                assertThat(copy.features().mismatch(all.features())).isEqualTo(-1);
                assertThat(copy.labels().mismatch(all.labels())).isEqualTo(-1);
                assertThat(labels(copy.examples())).isEqualTo(labels(all.examples()));
            }
        }
    }

    private static int[] labels(Examples examples) {
        return IntStream.range(0, examples.size()).map(examples::label).toArray();
    }

    private StoredSet stored(Path file, String name) throws IOException, InterruptedException {
        LeafJsonSource source = LeafJsonSource.open(file, FED_PROX, ReadProgress.SILENT);
        return new SetStore(folder.resolve(name))
                .obtain(
                        new Recipe("fedprox-synthetic", source.origin()),
                        source.form(),
                        parts -> source.read(parts.begin("all"), ReadProgress.SILENT));
    }

    @Test
    void leafsOwnListsOfChecksumsAreRead() throws Exception {
        Path lists = SharedData.folder("leaf-baselines");

        Md5List tweets = Md5List.read(lists.resolve("baseline__meta_k_3__dir-checksum.md5"));
        Md5List images = Md5List.read(lists.resolve("data__femnist__meta__dir-checksum.md5"));

        String train =
                new LeafFileName("all_data").keeping(3).split("train", 0.9).file();
        assertThat(tweets.sums()).hasSize(4).containsEntry("data/train/" + train, "aaf497d31a394b96ead6da97d49e447b");
        String sampled = LeafFileName.numbered("all_data", 9)
                .sampledByExample(0.01, 0.05)
                .keeping(0)
                .split("train", 0.9)
                .file();
        assertThat(images.sums()).hasSizeGreaterThan(100).containsKey("data/train/" + sampled);
        assertThat(images.check(folder, ReadProgress.SILENT).missing())
                .hasSameSizeAs(images.sums().keySet());
    }
}
