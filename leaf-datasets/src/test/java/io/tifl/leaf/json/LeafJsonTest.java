package io.tifl.leaf.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tifl.client.Examples;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.Recipe;
import io.tifl.leaf.store.SetStore;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeafJsonTest {
    private static final LeafCodec NUMBERS = LeafCodecs.synthetic(2, 3);
    private static final String TWO_USERS = "{\"users\": [\"b\", \"a\"], \"num_samples\": [1, 2], \"user_data\": "
            + "{\"b\": {\"x\": [[0.5, -1.0]], \"y\": [2]}, \"a\": {\"x\": [[1.0, 2.0], [1e-05, 4.0]], \"y\": [0, 1]}}}";

    @TempDir
    private Path folder;

    @Test
    void whatWasWrittenByPythonComesBackByteForByte() throws Exception {
        assertComesBack(NUMBERS, TWO_USERS);
        assertComesBack(
                LeafCodecs.femnist(),
                "{\"users\": [\"f0000_14\"], \"num_samples\": [1], \"user_data\": {\"f0000_14\": {\"x\": [["
                        + pixels()
                        + "]], \"y\": [61]}}}");
        assertComesBack(
                LeafCodecs.shakespeare(),
                "{\"users\": [\"HAMLET_A\", \"LEAR_B\"], \"hierarchies\": [\"HAMLET\", \"LEAR\"], \"num_samples\": [2, 1],"
                        + " \"user_data\": {\"HAMLET_A\": {\"x\": [\"" + "To be \\\"or\\\" ".repeat(7) + "abc"
                        + "\", \""
                        + "\\u00e9".repeat(80) + "\"], \"y\": [\"n\", \"@\"]}, \"LEAR_B\": {\"x\": [\"" + "k".repeat(80)
                        + "\"], \"y\": [\"}\"]}}}");
        assertComesBack(
                LeafCodecs.sent140(TweetTokens.hashed(1000)),
                "{\"users\": [\"joy_wolf\"], \"num_samples\": [2], \"user_data\": {\"joy_wolf\": {\"x\": ["
                        + "[\"1\", \"Mon\", \"NO_QUERY\", \"joy_wolf\", \"good \\u00e9 \\\"day\\\"\", \"training\"], "
                        + "[\"2\", \"Tue\", \"q\", \"joy_wolf\", \"\"]], \"y\": [1, 0]}}}");
        assertComesBack(
                LeafCodecs.celeba(),
                "{\"users\": [\"2880\"], \"num_samples\": [2], \"user_data\": {\"2880\": {\"x\": [\"000001.jpg\","
                        + " \"000404.jpg\"], \"y\": [1.0, 0.0]}}}");
        assertComesBack(
                LeafCodecs.reddit(List.of("<PAD>", "<UNK>", "<BOS>", "<EOS>", "a", "b")),
                "{\"users\": [\"1\", \"2\"], \"num_samples\": [2, 0], \"user_data\": {\"1\": {\"x\": ["
                        + "[" + words("<BOS>", "a", "zebra") + ", " + words("b", "<UNK>") + "], ["
                        + words("<BOS>", "<EOS>")
                        + "]], \"y\": [{\"subreddit\": \"ask\", \"created_utc\": 1512086400, \"score\": -3, "
                        + "\"target_tokens\": [" + words("a", "zebra", "b") + ", " + words("gnu", "<EOS>")
                        + "], \"count_tokens\": [" + ones(10) + ", " + ones(2) + "]}, {\"subreddit\": \"x\","
                        + " \"created_utc\": \"1\", \"score\": 0, \"target_tokens\": [" + words("<EOS>")
                        + "], \"count_tokens\": [" + ones(2) + "]}]}, \"2\": {\"x\": [], \"y\": []}}}");
    }

    private static String pixels() {
        return IntStream.range(0, 784)
                .mapToObj(i -> PythonJson.repr(i % 256 / 255.0))
                .collect(Collectors.joining(", "));
    }

    private static String words(String... words) {
        String[] all = Arrays.copyOf(words, 10);
        Arrays.fill(all, words.length, 10, "<PAD>");
        return Arrays.stream(all).map(PythonJson::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String ones(int count) {
        return IntStream.range(0, 10)
                .mapToObj(i -> i < count ? "1.0" : "0.0")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private void assertComesBack(LeafCodec codec, String json) throws Exception {
        Path file = write(codec.form().dataset() + ".json", json);
        try (StoredSet set = stored(source(codec, file))) {
            List<Path> files = LeafJsonExport.oneFile(codec)
                    .write(
                            set.part("all"),
                            folder.resolve("out"),
                            i -> file.getFileName().toString(),
                            ReadProgress.SILENT);

            assertThat(files).hasSize(1);
            assertThat(files.getFirst()).hasContent(json);
        }
    }

    @Test
    void whatModelsReadIsWhatTheJsonSays() throws Exception {
        try (StoredSet set = stored(source(NUMBERS, write("data.json", TWO_USERS)))) {
            Part all = set.part("all");
            assertThat(all.users()).containsExactly(new Part.User("b", "", 0, 1), new Part.User("a", "", 1, 2));
            assertThat(features(all, 2)).containsExactly(1e-5f, 4);
            assertThat(all.examples().label(0)).isEqualTo(2);
        }
        String tweet = "{\"num_samples\": [1], \"users\": [\"a\"], \"user_data\": {\"a\": {\"y\": [1], \"x\": "
                + "[[\"1\", \"\", \"\", \"a\", \"Don't  stop, NOW zzz! #x\"]]}}}";
        TweetTokens tokens = new TweetTokens(
                9, word -> List.of("x", "Don't", "stop", ",", "NOW", "!").indexOf(word));
        try (StoredSet set = stored(source(LeafCodecs.sent140(tokens), write("tweets.json", tweet)))) {
            assertThat(Arrays.copyOf(features(set.part("all"), 0), 8)).containsExactly(1, 2, 3, 4, 9, 5, 0, 9);
        }
    }

    private static float[] features(Part part, int row) {
        Examples examples = part.examples();
        float[] features = new float[examples.featureSize()];
        examples.features(row, features, 0);
        return features;
    }

    @Test
    void entriesAndUsersMayComeInAnyOrder() throws Exception {
        String data = "\"user_data\": {\"a\": {\"y\": [0, 1], \"x\": [[1.0, 2.0], [1e-05, 4.0]]}, "
                + "\"b\": {\"x\": [[0.5, -1]], \"y\": [2.0]}}";
        String usersLast = "{\"hierarchies\": [\"h\", \"i\"], " + data
                + ", \"num_samples\": [1, 2], \"version\": {\"x\": [1]}, \"users\": [\"b\", \"a\"]}";
        String usersFirst = "{\"num_samples\": [1, 2], \"users\": [\"b\", \"a\"], " + data + "}";

        try (StoredSet expected = stored(source(NUMBERS, write("data.json", TWO_USERS)));
                StoredSet last = stored(source(NUMBERS, write("last.json", usersLast)));
                StoredSet first = stored(source(NUMBERS, write("first.json", usersFirst)))) {
            Part part = expected.part("all");
            assertThat(first.part("all").users()).isEqualTo(part.users());
            assertThat(first.part("all").features().mismatch(part.features())).isEqualTo(-1);
            assertThat(last.part("all").users())
                    .extracting(Part.User::hierarchy)
                    .containsExactly("h", "i");
            assertThat(last.part("all").features().mismatch(part.features())).isEqualTo(-1);
            assertThat(last.part("all").labels().mismatch(part.labels())).isEqualTo(-1);
        }
    }

    @Test
    void filesAreReadInTheOrderOfTheirNumbers() throws Exception {
        for (int i : new int[] {10, 2, 0, 1}) {
            write("all_data_" + i + "_niid_05.json", oneUser("u" + i));
        }
        gzip("all_data_3_niid_05.json.gz", oneUser("u3"));
        write(".all_data_4.json", "{");
        write("notes.txt", "{");

        LeafJsonSource source = source(NUMBERS, folder);

        assertThat(source.origin()).hasSize(6).element(1).asString().startsWith("file all_data_0_niid_05.json sha256 ");
        try (StoredSet set = stored(source)) {
            assertThat(set.part("all").users())
                    .extracting(Part.User::id)
                    .containsExactly("u0", "u1", "u2", "u3", "u10");
        }
        write("all_data_11.json", oneUser("u2"));
        assertRefused(folder, "user 'u2' comes twice", "all_data_11.json");
    }

    private static String oneUser(String user) {
        return TWO_USERS
                .replace("\"b\", \"a\"", "\"" + user + "\"")
                .replace("[1, 2]", "[1]")
                .replace("\"b\"", "\"" + user + "\"")
                .replaceAll(", \"a\": .*", "}}");
    }

    @Test
    void whatLeafsScriptsWriteWronglyIsAcceptedWithARemark() throws Exception {
        String window = "\"" + "k".repeat(80) + "\"";
        String shakespeare = "{\"users\": [\"A\"], \"num_samples\": [80], \"user_data\": {\"A\": {\"x\": [" + window
                + "], \"y\": [\"k\"]}, \"DROPPED\": {\"x\": [], \"y\": []}}}";
        LeafJsonSource source = source(LeafCodecs.shakespeare(), write("test.json", shakespeare));

        stored(source).close();

        assertThat(source.remarks())
                .containsExactly(
                        "test.json: 1 users without examples are not among 'users'",
                        "test.json: 'num_samples' is too large for 1 of 1 users, as LEAF's scripts write it");
    }

    @Test
    void whatIsWrongIsNamedWithItsPlace() throws Exception {
        assertWrong("[1, 2]", "[1, 3]", "user 'a' has 2 examples, but 'num_samples' says 3");
        assertWrong("[1, 2]", "[1]", "no number in 'num_samples' for user 'a'");
        assertWrong("[1, 2]", "[1, 2, 3]", "2 users, but 3 numbers");
        assertWrong("[1, 2]", "[1, -2]", "expected a whole number of 0 or more, got -2");
        assertWrong("[\"b\", \"a\"]", "[\"b\", \"b\"]", "user 'b' comes twice");
        assertWrong("[\"b\", \"a\"]", "[\"b\", \"c\"]", "user 'c' has no data");
        assertWrong("\"b\": {", "\"a\": {", "their data come twice");
        assertWrong("\"num_samples\"", "\"users\"", "'users' comes twice");
        assertWrong("\"num_samples\"", "\"numsamples\"", "expected 'users', 'num_samples' and 'user_data'");
        assertWrong("\"y\": [2]", "\"y\": [3]", "user 'b', y[0]: label 3, expected 0 to 2");
        assertWrong("\"y\": [2]", "\"y\": [1.5]", "expected a whole number");
        assertWrong("\"y\": [2]", "\"y\": [\"2\"]", "expected a number, got a string");
        assertWrong("\"y\": [2]", "\"y\": []", "'x' has 1 examples (1 rows), 'y' has 0 (0)");
        assertWrong("\"y\": [2]", "\"z\": [2]", "expected 'x' and 'y', got [x, z]");
        assertWrong("[0.5, -1.0]", "[0.5]", "user 'b', x[0]: 1 numbers, expected 2");
        assertWrong("[0.5, -1.0]", "[0.5, 1, 2]", "more than 2 numbers");
        assertWrong("[0.5, -1.0]", "[0.5, NaN]", "NaN");
        assertWrong("[0.5, -1.0]", "[0.5, 1e999]", "finite");
        assertWrong("[0.5, -1.0]", "[0.5, null]", "expected a number, got VALUE_NULL");
        assertWrong("[0.5, -1.0]", "0.5", "expected an array, got a number");
        assertWrong("[0.5, -1.0]", "[0.5, " + "9".repeat(200) + "]", "200");
        assertWrong("[0.5, -1.0]", "[".repeat(50) + "]".repeat(50), "expected a number, got an array");
        assertWrong("\"users\"", "\"v\": " + "[".repeat(50) + "]".repeat(50) + ", \"users\"", "depth");
        assertWrong("\"b\"", "\"" + "b".repeat(2_000_000) + "\"", "length");
        assertWrong("}}}", "}}} {}", "expected the end of the file");
        assertWrong("{\"users\"", "[\"users\"", "expected an object, got an array");
        assertRefused(
                writeBytes("wrong.json", "{\"users\": [\"\u00e9\"]}".getBytes(StandardCharsets.ISO_8859_1)), "UTF-8");
        assertRefused(write("wrong.json", ""), "expected an object, got the end of the file");
    }

    @Test
    void aFileThatIsCutAnywhereIsRefused() throws Exception {
        for (int length = 1; length < TWO_USERS.length(); length += 7) {
            assertRefused(write("wrong.json", TWO_USERS.substring(0, length)), "wrong.json");
        }
        Path gzipped = gzip("cut.json.gz", TWO_USERS.repeat(3));
        byte[] bytes = Files.readAllBytes(gzipped);
        for (int length : new int[] {0, 5, 20, bytes.length / 2}) {
            Files.write(gzipped, Arrays.copyOf(bytes, length));
            assertRefused(gzipped, "cut.json.gz");
        }
    }

    @Test
    void pixelsThatAreNoBytesAndLettersThatAreNotLatinAreRefused() throws Exception {
        LeafCodec femnist = LeafCodecs.femnist();
        String image = "{\"users\": [\"f\"], \"num_samples\": [1], \"user_data\": {\"f\": {\"x\": [["
                + pixels().replace("0.00392156862745098,", "PIXEL,") + "]], \"y\": [0]}}}";
        stored(source(femnist, write("float32.json", image.replace("PIXEL", "0.003921568859368563"))))
                .close();
        for (String wrong : new String[] {"0.005", "-0.00392156862745098", "1.00392156862745098"}) {
            Path file = write("wrong.json", image.replace("PIXEL", wrong));
            assertThatIOException()
                    .isThrownBy(() -> stored(source(femnist, file)))
                    .withMessageContaining("expected a pixel");
        }
        Path curly = write(
                "wrong.json",
                "{\"users\": [\"A\"], \"num_samples\": [1], \"user_data\": {\"A\": {\"x\": [\"" + "’".repeat(80)
                        + "\"], \"y\": [\"k\"]}}}");
        assertThatIOException()
                .isThrownBy(() -> stored(source(LeafCodecs.shakespeare(), curly)))
                .withMessageContaining("user 'A', x[0]: expected characters of Latin-1, got U+2019");
    }

    private void assertWrong(String right, String wrong, String message) throws Exception {
        assertThat(TWO_USERS).contains(right);
        int at = TWO_USERS.indexOf(right);
        String json = TWO_USERS.substring(0, at) + wrong + TWO_USERS.substring(at + right.length());
        assertRefused(write("wrong.json", json), "wrong.json", message);
    }

    private void assertRefused(Path file, String... message) {
        assertThatIOException().isThrownBy(() -> stored(source(NUMBERS, file))).withMessageContainingAll(message);
    }

    @Test
    void foldersWithoutFilesAreNamed() {
        assertThatIOException()
                .isThrownBy(() -> source(NUMBERS, folder))
                .withMessageContaining("no .json files in " + folder);
        assertThatIOException()
                .isThrownBy(() -> source(NUMBERS, folder.resolve("missing")))
                .withMessageContaining("no file or folder");
    }

    @Test
    void interruptingEndsTheReading() throws Exception {
        LeafJsonSource source = source(NUMBERS, write("data.json", TWO_USERS));
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> stored(source));
        Thread.interrupted();
    }

    @Test
    void filesOfAnExportAppearTogetherOrNotAtAll() throws Exception {
        Path out = folder.resolve("out");
        try (StoredSet set = stored(source(NUMBERS, write("data.json", TWO_USERS)))) {
            Part all = set.part("all");
            LeafJsonExport export = new LeafJsonExport(NUMBERS, 1);
            List<Path> files = export.write(all, out, i -> "all_data_" + i + ".json", ReadProgress.SILENT);
            assertThat(files)
                    .extracting(file -> file.getFileName().toString())
                    .containsExactly("all_data_0.json", "all_data_1.json");
            Files.delete(files.getFirst());

            assertThatExceptionOfType(FileAlreadyExistsException.class)
                    .isThrownBy(() -> export.write(all, out, i -> "all_data_" + i + ".json", ReadProgress.SILENT));

            assertThat(out).isDirectoryContaining(file -> file.equals(files.get(1)));
            try (var left = Files.list(out)) {
                assertThat(left).hasSize(1);
            }
        }
    }

    @Test
    void leafsFaultsAreWrittenOnDemandAndReadAgain() throws Exception {
        LeafCodec codec = LeafCodecs.shakespeare();
        Path file = write(
                "all_data.json",
                "{\"users\": [\"A\"], \"hierarchies\": [\"HAMLET\"], \"num_samples\": [1], \"user_data\": {\"A\": {\"x\": [\""
                        + "k".repeat(80) + "\"], \"y\": [\"k\"]}}}");
        try (StoredSet set = stored(source(codec, file))) {
            LeafJsonExport export = LeafJsonExport.oneFile(codec).with(LeafJsonExport.Faults.TEST);
            Path written = export.write(set.part("all"), folder.resolve("out"), i -> "test.json", ReadProgress.SILENT)
                    .getFirst();

            assertThat(written).content().startsWith("{\"users\": [\"A\"], \"num_samples\": [80], \"user_data\": {");
            try (StoredSet again = stored(source(codec, written))) {
                assertThat(again.part("all").users()).containsExactly(new Part.User("A", "", 0, 1));
            }
        }
    }

    @Test
    void namesCarryTheSteps() {
        assertThat(LeafFileName.numbered("all_data", 0)
                        .sampledByUser(0.05)
                        .keeping(100)
                        .split("train", 0.9)
                        .file())
                .isEqualTo("all_data_0_niid_05_keep_100_train_9.json");
        assertThat(new LeafFileName("data")
                        .sampledByExample(0.01, 1.0)
                        .split("test", 0.75)
                        .file())
                .isEqualTo("data_iid_01_0_test_75.json");
    }

    @Test
    void checksumListsTellEqualFilesFromOthers() throws Exception {
        write("a.json", "abc");
        write("b.json", "abd");
        String sum = "900150983cd24fb0d6963f7d28e17f72  ";
        Path list = write("dir-checksum.md5", sum + "a.json\n" + sum + "b.json\n" + sum + "../a.json\n");

        Md5List.Result result = Md5List.read(list).check(folder, ReadProgress.SILENT);

        assertThat(result.equal()).containsExactly("a.json");
        assertThat(result.different()).containsExactly("b.json");
        assertThat(result.missing()).containsExactly("../a.json");
        assertThat(result.isComplete()).isFalse();
        Path wrong = write("wrong.md5", "900150983cd24fb0  a.json\n");
        assertThatIOException().isThrownBy(() -> Md5List.read(wrong)).withMessageContaining("line 1");
    }

    private Path write(String name, String text) throws IOException {
        return writeBytes(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private Path writeBytes(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Path gzip(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }

    private static LeafJsonSource source(LeafCodec codec, Path file) throws IOException, InterruptedException {
        return LeafJsonSource.open(file, codec, ReadProgress.SILENT);
    }

    private StoredSet stored(SetSource source) throws IOException, InterruptedException {
        Recipe recipe = new Recipe(source.form().dataset(), source.origin());
        return new SetStore(folder.resolve("store"))
                .obtain(recipe, source.form(), parts -> source.read(parts.begin("all"), ReadProgress.SILENT));
    }
}
