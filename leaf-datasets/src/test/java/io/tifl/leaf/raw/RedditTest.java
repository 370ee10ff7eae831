package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.SharedData;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On small months in the form of Pushshift. */
class RedditTest {
    private static final Settings TWO = Settings.none().with("min-comments", 2).with("min-tokens", 2);

    private final StringBuilder month = new StringBuilder();

    @TempDir
    private Path folder;

    @TempDir
    private Path work;

    @BeforeEach
    void someComments() {
        comment("ann", "java", "second comes after the first , and it is long enough", 200);
        comment("ben", "python", "only one here", 150);
        comment("ann", "java", "first things first", 100);
        comment("kim", "python", "the first thing", 300);
        comment("kim", "python", "the second thing", 300);
        comment("kim", "AskReddit", "not here at all", 301);
        comment("AutoModerator", "java", "the rules of this place", 302);
        comment("AutoModerator", "java", "the rules of this place", 303);
        comment("kim", "java", "I am a robot", 304);
        comment("kim", "java", "short", 305);
    }

    @Test
    void commentsOfEachAuthorAreInTheOrderOfTimeAndMachinesAreLeftOut() throws Exception {
        Collected read = Collected.from(open(TWO));

        assertThat(read.users()).containsExactly("1", "2");
        List<List<String>> notes = read.users().stream()
                .map(user -> read.of(user).stream()
                        .map(Collected.Example::note)
                        .map(note -> note.replaceAll(", \"score.*", ""))
                        .toList())
                .toList();
        assertThat(notes)
                .containsExactlyInAnyOrder(
                        List.of(
                                "{\"comment\": 0, \"subreddit\": \"java\", \"created_utc\": 100",
                                "{\"comment\": 1, \"subreddit\": \"java\", \"created_utc\": 200",
                                "{\"comment\": 1, \"subreddit\": \"java\", \"created_utc\": 200"),
                        List.of(
                                "{\"comment\": 0, \"subreddit\": \"python\", \"created_utc\": 300",
                                "{\"comment\": 1, \"subreddit\": \"python\", \"created_utc\": 300"));
    }

    @Test
    void sequencesBeginEndAndAreFilledUpAsInLeaf() throws Exception {
        Path words = Files.writeString(
                folder.resolve("words.json"),
                "{\"vocab\": {\"<UNK>\": 1, \"<PAD>\": 0, \"first\": 2, \"<BOS>\": 3, \"<EOS>\": 4, \"the\": 5},"
                        + " \"size\": 10000, \"unk_symbol\": 1, \"pad_symbol\": 0}");

        SetSource source = open(TWO.with("vocabulary-file", words));
        Collected read = Collected.from(source);

        assertThat(source.form()).isEqualTo(LeafForms.reddit());
        String ann = read.users().stream()
                .filter(user -> read.of(user).size() == 3)
                .findFirst()
                .orElseThrow();
        // first things first
        Collected.Example first = read.of(ann).get(0);
        assertThat(first.shorts()).containsExactly(3, 2, 1, 2, 4, 0, 0, 0, 0, 0);
        assertThat(Collected.Example.shorts(first.labels())).containsExactly(2, 1, 2, 4, 0, 0, 0, 0, 0, 0);
        assertThat(first.note())
                .isEqualTo(
                        "{\"comment\": 0, \"unknown_x\": [\"things\"], \"subreddit\": \"java\", \"created_utc\": 100,"
                                + " \"score\": 3, \"count_tokens\": [1, 1, 1, 1, 1, 0, 0, 0, 0, 0],"
                                + " \"unknown_y\": [\"things\"]}");
        // second comes after the first , and it is | long enough
        assertThat(read.of(ann).get(1).shorts()).containsExactly(3, 1, 1, 1, 5, 2, 1, 1, 1, 1);
        assertThat(Collected.Example.shorts(read.of(ann).get(1).labels()))
                .containsExactly(1, 1, 1, 5, 2, 1, 1, 1, 1, 1);
        assertThat(read.of(ann).get(2).shorts()).containsExactly(1, 1, 4, 0, 0, 0, 0, 0, 0, 0);
        assertThat(Collected.Example.shorts(read.of(ann).get(2).labels()))
                .containsExactly(1, 4, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void aVocabularyOfTheCommentsThemselvesHasThemByFrequency() throws Exception {
        Collected read = Collected.from(open(TWO));

        // The marks 4 times each, first and the 4 and 3 times.
        for (String user : read.users()) {
            assertThat(read.of(user).getFirst().shorts().getFirst()).isEqualTo(2);
            assertThat(read.of(user)).noneMatch(example -> example.shorts().contains(1));
        }
    }

    @Test
    void leafsPublishedVocabularyIsRead() throws Exception {
        Path file = SharedData.folder("reddit").resolve("leaf-reddit-vocab.json.gz");

        RedditVocabulary vocabulary = RedditVocabulary.read(file);

        assertThat(vocabulary.words()).hasSize(9_999).startsWith("<PAD>", "<UNK>", ".", "the", ",", "<BOS>", "<EOS>");
        assertThat(vocabulary.token("erasure")).isEqualTo(9_998);
        assertThat(vocabulary.token("<url>")).isGreaterThan(1);
        assertThat(vocabulary.token("Erasure")).isEqualTo(1);
    }

    @Test
    void limitsAndNamesOfMachinesDecideTheSet() throws Exception {
        Path bots = Files.writeString(folder.resolve("bots.txt"), "Ann\n\n");

        assertThat(Sizes.of(open(TWO.with("bots-file", bots))).users()).isEqualTo(1);
        assertThat(Sizes.of(open(TWO.with("max-comments", 3).with("min-comments", 3)))
                        .users())
                .isZero();
        assertThat(Sizes.of(open(TWO.with("min-tokens", 1).with("min-comments", 3)))
                        .users())
                .isEqualTo(1);
        assertThat(open(TWO).origin())
                .isNotEqualTo(open(TWO.with("bots-file", bots)).origin());
        assertThat(open(TWO).origin()).noneMatch(line -> line.contains(folder.toString()));
    }

    @Test
    void gzippedMonthsGiveTheSame() throws Exception {
        List<String> plain = notes(Collected.from(open(TWO)));
        Files.delete(file("RC_2017-12"));
        gzip(file("RC_2017-12.gz"), month.toString());

        assertThat(notes(Collected.from(source(TWO)))).isEqualTo(plain);
    }

    @Test
    void otherPackersAreNamedWithWhatUnpacksThem() throws Exception {
        for (String ending : List.of("zst", "xz", "bz2")) {
            Path packed = Files.write(file("RC_2017-12." + ending), new byte[4]);

            assertThatIOException()
                    .isThrownBy(() -> source(TWO))
                    .withMessageContaining("unpack it first: ")
                    .withMessageContaining(packed.toString());
            Files.delete(packed);
        }
        assertThatIOException()
                .isThrownBy(() -> source(TWO))
                .withMessageContaining("no RC_2017-12 in ")
                .withMessageContaining("zstd -d");
    }

    @Test
    void badLinesAreReportedWithTheirNumberAndNothingIsLeftBehind() throws Exception {
        reject("{\"author\": \"x\"", "no JSON");
        reject("[]", "expected a JSON object");
        reject("{\"author\": \"x\"}", "expected a comment with author, subreddit, body, created_utc and score");
        reject(json("x", "y", "z", "NaN"), "no JSON");
        reject(json("x", "y", "z", "-5"), "not to be believed: created_utc -5");
        reject(json("x", "y", "z", "1e3"), "expected a whole number as created_utc");
        reject(json("x", "y", "z", "99999999999999999999999"), "RC_2017-12, line 11");
        reject(json("x".repeat(2_000), "y", "z", "1"), "not to be believed");
        reject("{\"author\": 7}", "expected a string as author");
        reject("[".repeat(1_000), "RC_2017-12, line 11");
        reject("x".repeat(5 << 20), "longer than 4194304 bytes");
        reject("\u00ff\u00fe", "no JSON");
    }

    @Test
    void aTruncatedMonthIsReported() throws Exception {
        Path packed = file("RC_2017-12.gz");
        gzip(packed, month.toString().repeat(200));
        byte[] whole = Files.readAllBytes(packed);
        Files.write(packed, Arrays.copyOf(whole, whole.length / 2));

        assertThatIOException()
                .isThrownBy(() -> source(TWO).read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining("RC_2017-12.gz, line ")
                .withMessageContaining("cut off");
    }

    @Test
    void readingCanBeCalledOffAndLeavesNothingBehind() throws Exception {
        SetSource source = open(TWO);

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> source.read(new Sizes(), ReadProgress.SILENT));
        nothingIsLeft();
    }

    @Test
    void badVocabulariesAndSettingsAreReported() throws Exception {
        Path words = folder.resolve("words.json");
        for (String bad : List.of(
                "",
                "[]",
                "{\"vocab\": 3}",
                "{\"vocab\": {\"<PAD>\": 0, \"<UNK>\": \"1\"}}",
                "{\"vocab\": {\"<PAD>\": 0, \"<UNK>\": 7}}",
                "{\"vocab\": {\"<PAD>\": 0, \"<UNK>\": 0}}",
                "{\"vocab\": {\"a\": 0, \"b\": 1}}",
                "{\"vocab\": {\"<PAD>\": 0, \"<UNK>\": 1")) {
            Files.writeString(words, bad);
            assertThatIOException()
                    .as(bad)
                    .isThrownBy(() -> open(TWO.with("vocabulary-file", words)))
                    .withMessageContaining("words.json is no ");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> open(TWO.with("max-comments", 1)));
        assertThatIOException()
                .isThrownBy(() ->
                        open(TWO.with("work-folder", folder.resolve("absent"))).read(new Sizes(), ReadProgress.SILENT));
    }

    private void reject(String line, String message) throws IOException {
        Files.createDirectories(folder.resolve("reddit"));
        Files.write(file("RC_2017-12"), (month + line).getBytes(StandardCharsets.ISO_8859_1));

        assertThatIOException()
                .isThrownBy(() -> source(TWO).read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining("RC_2017-12, line 11")
                .withMessageContaining(message);
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            assertThat(files).isEmpty();
        }
    }

    private void comment(String author, String subreddit, String body, long created) {
        month.append(json(author, subreddit, body, Long.toString(created))).append('\n');
    }

    private static String json(String author, String subreddit, String body, String created) {
        return "{\"id\": \"a\", \"edited\": {\"x\": [1]}, \"author\": \"%s\", \"subreddit\": \"%s\", \"body\": \"%s\", "
                        .formatted(author, subreddit, body)
                + "\"created_utc\": %s, \"score\": 3, \"subreddit_id\": \"t5\"}".formatted(created);
    }

    private SetSource open(Settings settings) throws IOException {
        Files.createDirectories(folder.resolve("reddit"));
        Files.writeString(file("RC_2017-12"), month);
        return source(settings);
    }

    private SetSource source(Settings settings) throws IOException {
        Settings all = settings.has("work-folder") ? settings : settings.with("work-folder", work);
        return new Reddit().open(new DataSource.Local(folder), all);
    }

    private Path file(String name) throws IOException {
        return Files.createDirectories(folder.resolve("reddit")).resolve(name);
    }

    private static void gzip(Path file, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> notes(Collected read) {
        return read.users().stream()
                .flatMap(user -> read.of(user).stream().map(Collected.Example::note))
                .toList();
    }
}
