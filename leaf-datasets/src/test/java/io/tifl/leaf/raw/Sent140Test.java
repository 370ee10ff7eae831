package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On small tables in the published form. */
class Sent140Test {
    private static final String TRAINING = """
            "0","1467810369","Mon Apr 06 22:19:45 PDT 2009","NO_QUERY","zoe","so sad, so ""very"" sad"
            "4","1467810672","Mon Apr 06 22:19:49 PDT 2009","NO_QUERY","adam","caf\u00e9! don't stop"
            "4","1467810917","Mon Apr 06 22:19:53 PDT 2009","NO_QUERY","zoe","so glad"
            """;
    private static final String TEST = """
            "2","3","Mon May 11 03:17:40 UTC 2009","kindle2","neutral","so what"
            "4","4","Mon May 11 03:18:03 UTC 2009","kindle2","adam","I love it"
            """;

    @TempDir
    private Path folder;

    @Test
    void tweetsAreSortedByUserInTheOrderOfTheTables() throws Exception {
        Collected read = Collected.from(open(Settings.none()));

        assertThat(read.users()).containsExactly("adam", "zoe");
        assertThat(read.of("zoe")).extracting(Collected.Example::label).containsExactly(0, 1);
        assertThat(read.of("adam")).extracting(Collected.Example::label).containsExactly(1, 1);
        assertThat(read.of("zoe").getFirst().note())
                .isEqualTo("[\"1467810369\", \"Mon Apr 06 22:19:45 PDT 2009\", \"NO_QUERY\", \"zoe\","
                        + " \"so sad, so \\\"very\\\" sad\", \"training\"]");
        assertThat(read.of("adam").getLast().note()).endsWith("\"I love it\", \"test\"]");
    }

    @Test
    void wordsAreNumberedByFrequencyAndWhatIsUnknownComesAfterTheLast() throws Exception {
        SetSource source = open(Settings.none().with("vocabulary", 300));
        Collected read = Collected.from(source);

        assertThat(source.form()).isEqualTo(LeafForms.sent140(300));
        // so 3 times, sad twice, then by character: ! , I caf\u00e9 don't glad it love stop very
        List<Integer> first = read.of("zoe").getFirst().shorts();
        assertThat(first).startsWith(0, 1, 3, 0, 11, 1, 300).hasSize(25);
        assertThat(first.subList(6, 25)).isEqualTo(Collections.nCopies(19, 300));
        assertThat(Collected.from(open(Settings.none().with("vocabulary", 1)))
                        .of("zoe")
                        .getFirst()
                        .features())
                .startsWith(0, 1, 1, 0, 1, 1, 1);
    }

    @Test
    void aVocabularyFileMayBeGloves() throws Exception {
        Path plain = Files.writeString(folder.resolve("words.txt"), "sad\nso\n");
        Path glove = Files.writeString(folder.resolve("glove.txt"), "sad 0.1 0.2\nso -1 3e-5\nglad 1 1\n");
        Settings words = Settings.none().with("vocabulary-file", plain);

        SetSource source = open(words);
        assertThat(source.form()).isEqualTo(LeafForms.sent140(2));
        assertThat(Collected.from(source).of("zoe").getFirst().features()).startsWith(1, 0, 2, 1, 2, 0, 2);
        SetSource ofGlove = open(Settings.none().with("vocabulary-file", glove));
        assertThat(Collected.from(ofGlove).of("zoe").getLast().features()).startsWith(1, 2, 3);
        assertThat(ofGlove.origin()).isNotEqualTo(source.origin());
        assertThat(open(Settings.none().with("vocabulary-file", glove).with("vocabulary", 2))
                        .origin())
                .isEqualTo(source.origin());
        assertThat(source.origin()).noneMatch(line -> line.contains(folder.toString()));
    }

    @Test
    void compatCountsNeutralTweetsAsSadAndGarblesWhatIsNotAscii() throws Exception {
        Collected right = Collected.from(open(Settings.none()));
        Collected compat = Collected.from(open(Settings.none().with("compat", true)));

        assertThat(right.of("adam").getFirst().note()).contains("caf\\u00e9! don't stop");
        assertThat(compat.users()).containsExactly("adam", "neutral", "zoe");
        assertThat(compat.of("neutral")).extracting(Collected.Example::label).containsExactly(0);
        assertThat(compat.of("adam").getFirst().note()).contains("caf\\u00c3\\u00a9! don't stop");
    }

    @Test
    void theArchiveAndTheUnpackedTablesGiveTheSame() throws Exception {
        Collected unpacked = Collected.from(open(Settings.none()));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        SequencedMap<String, byte[]> entries = new LinkedHashMap<>();
        entries.put("training.1600000.processed.noemoticon.csv", TRAINING.getBytes(StandardCharsets.ISO_8859_1));
        entries.put("testdata.manual.2009-06-14.csv", TEST.getBytes(StandardCharsets.ISO_8859_1));
        TestZip.write(elsewhere.resolve("trainingandtestdata.zip"), entries);

        Collected packed = Collected.from(new Sent140().open(new DataSource.Local(elsewhere), Settings.none()));

        assertThat(packed.users()).isEqualTo(unpacked.users());
        assertThat(packed.of("zoe"))
                .extracting(Collected.Example::note)
                .isEqualTo(
                        unpacked.of("zoe").stream().map(Collected.Example::note).toList());
    }

    @Test
    void oddQuotesAndLineEndsAreReadAsPythonReadsThem() throws Exception {
        String odd =
                "\"4\",1,\"d\",\"q\",\"u\",\"a \"b\" c\"\r\n\r\n4,2,d,q,u,x \"y\"\r4,3,d,q,u,\"two\nlines\"\n4,4,d,q,u,";
        write(odd, TEST);

        Collected read = Collected.from(source(Settings.none()));

        assertThat(read.of("u"))
                .extracting(Collected.Example::note)
                .satisfiesExactly(
                        note -> assertThat(note).contains("\"a b\\\" c\\\"\""),
                        note -> assertThat(note).contains("\"x \\\"y\\\"\""),
                        note -> assertThat(note).contains("\"two\\nlines\""),
                        note -> assertThat(note).contains("\"u\", \"\", \"training\""));
    }

    @Test
    void whatIsNoTableOfTweetsIsReportedWithItsLine() throws Exception {
        reject("\"4\",\"1\",\"d\",\"q\",\"u\"\n", "line 1: expected 6 fields, got 5");
        reject(TRAINING + "\"7\",\"1\",\"d\",\"q\",\"u\",\"t\"\n", "line 4: expected a polarity of 0, 2 or 4, got '7'");
        reject(TRAINING + "NaN,1,d,q,u,t\n", "line 4: expected a polarity");
        reject(TRAINING + "\"4\",\"1\",\"d\",\"q\",\"\",\"t\"\n", "line 4: expected the name of a user");
        reject(TRAINING.substring(0, TRAINING.length() - 5), "line 3: the file ends in the midst of a quoted field");
        reject("4\0,\0", "line 1: a byte of 0, so this is no text in ISO-8859-1");
        reject("\u00ef\u00bb\u00bf" + TRAINING, "line 1: expected a polarity");
        reject("4,1,d,q,u,\"" + "x".repeat(70_000), "line 1: longer than 65536 characters");
    }

    @Test
    void emptyTablesHaveNoTweets() throws Exception {
        write("", "");

        assertThatIOException()
                .isThrownBy(() -> source(Settings.none()).read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining("no tweets");
    }

    @Test
    void badVocabulariesAndSettingsAreReported() throws Exception {
        Settings settings = Settings.none().with("vocabulary-file", folder.resolve("words"));
        assertThatIOException().isThrownBy(() -> open(settings)).withMessageContaining("no vocabulary file");
        Files.write(folder.resolve("words"), new byte[0]);
        assertThatIOException().isThrownBy(() -> open(settings)).withMessageContaining("words is empty");
        Files.writeString(folder.resolve("words"), "a\n\nb\n");
        assertThatIOException().isThrownBy(() -> open(settings)).withMessageContaining("words, line 2");
        Files.write(folder.resolve("words"), new byte[] {'a', '\n', (byte) 0xE9, '\n'});
        assertThatIOException().isThrownBy(() -> open(settings)).withMessageContaining("not UTF-8");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(Settings.none().with("vocabulary", 0)));
    }

    private void reject(String training, String message) throws IOException {
        write(training, TEST);

        assertThatIOException()
                .isThrownBy(() -> source(Settings.none()).read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining("training.csv, " + message);
    }

    private SetSource open(Settings settings) throws IOException {
        write(TRAINING, TEST);
        return source(settings);
    }

    private SetSource source(Settings settings) throws IOException {
        return new Sent140().open(new DataSource.Local(folder), settings);
    }

    private void write(String training, String test) throws IOException {
        Path sent140 = Files.createDirectories(folder.resolve("sent140"));
        Files.write(sent140.resolve("training.csv"), training.getBytes(StandardCharsets.ISO_8859_1));
        Files.write(sent140.resolve("test.csv"), test.getBytes(StandardCharsets.ISO_8859_1));
    }
}
