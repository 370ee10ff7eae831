package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.SharedData;
import io.tifl.leaf.raw.ShakespeareText.Speaker;
import io.tifl.leaf.set.LeafAlphabet;
import io.tifl.leaf.set.RawSet;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShakespeareTest {
    private static final String TEXT = """
            header
            THE SONNETS

            by William Shakespeare

            1
              From fairest creatures we desire increase,

            THE COMEDY OF ERRORS



            by William Shakespeare

            ACT I. SCENE 1
            AEGEON. Proceed, Solinus, to procure my fall,
            And by the doom of death end woes and all.
            <<notice>>
            and this is nobody's
            DUKE. Merchant of Syracusa, plead no more;
            I am not partial to infringe our laws.
            The enmity and discord which of late
            AEGEON. Sprung from the rancorous outrage of your duke
            <<notice>>

            MACBETH

            by William Shakespeare

              Macbeth. So foul   and fair a day I have not seen.
                How far is't call'd to Forres? What are these,
                So wither'd, and so wild in their attire,
               not his
              MACBETH. Speak, if you can. What are you?
              FIRST WITCH. All hail!
              FIRST WITCH. All hail, Macbeth!
            """;

    @TempDir
    private Path folder;

    @Test
    void theRealTextGivesLeafsOwnUsersAndSamples() throws Exception {
        DataSource data = new DataSource.Local(SharedData.root("shakespeare"));

        Sizes sizes = Sizes.of(RawSet.catalog().get("shakespeare").open(data, Settings.none()));

        assertThat(sizes.users()).isEqualTo(1_130);
        assertThat(sizes.examples()).isEqualTo(4_226_206);
        assertThat(sizes.min()).isEqualTo(3);
        assertThat(sizes.max()).isEqualTo(66_903);
        assertThat(sizes.median()).isEqualTo(1_162.5);
        assertThat(sizes.mean()).isCloseTo(3_740.0, within(0.05));
        assertThat(sizes.deviation()).isCloseTo(6_210.5, within(0.05));
        assertThat(sizes.hierarchies()).isEqualTo(36);
    }

    @Test
    void speakersAreReadByTheRulesOfLeaf() throws Exception {
        var speakers = ShakespeareText.parse("text", TEXT, 1);

        assertThat(speakers)
                .containsOnlyKeys(
                        "MACBETH_FIRST_WITCH",
                        "MACBETH_MACBETH",
                        "THE_COMEDY_OF_ERRORS_AEGEON",
                        "THE_COMEDY_OF_ERRORS_DUKE");
        assertThat(said(speakers, "THE_COMEDY_OF_ERRORS_AEGEON"))
                .isEqualTo("Proceed, Solinus, to procure my fall, And by the doom of death end woes and all."
                        + " Sprung from the rancorous outrage of your duke ");
        assertThat(said(speakers, "MACBETH_MACBETH"))
                .isEqualTo("So foul and fair a day I have not seen. How far is't call'd to Forres? What are these,"
                        + " So wither'd, and so wild in their attire, Speak, if you can. What are you? ");
        assertThat(Objects.requireNonNull(speakers.get("MACBETH_MACBETH")).play())
                .isEqualTo("MACBETH");
    }

    @Test
    void speakersOfFewLinesAreLeftOut() throws Exception {
        assertThat(ShakespeareText.parse("text", TEXT, 3))
                .doesNotContainKey("MACBETH_FIRST_WITCH")
                .hasSize(3);
    }

    @Test
    void everyWindowIsLabelledWithTheCharacterAfterIt() throws Exception {
        Collected read = Collected.from(open(Files.writeString(folder.resolve("100.txt"), TEXT), Settings.none()));

        assertThat(read.users())
                .containsExactly("MACBETH_MACBETH", "THE_COMEDY_OF_ERRORS_AEGEON", "THE_COMEDY_OF_ERRORS_DUKE");
        assertThat(read.hierarchies()).containsExactly("MACBETH", "THE COMEDY OF ERRORS", "THE COMEDY OF ERRORS");
        String said = said(ShakespeareText.parse("text", TEXT, 3), "MACBETH_MACBETH");
        assertThat(read.of("MACBETH_MACBETH")).hasSize(said.length() - 80);
        for (int i = 0; i < said.length() - 80; i++) {
            Collected.Example example = read.of("MACBETH_MACBETH").get(i);
            assertThat(example.letters()).isEqualTo(said.substring(i, i + 80));
            assertThat(example.label()).isEqualTo(LeafAlphabet.token(said.charAt(i + 80)));
        }
    }

    @Test
    void theTextIsTakenFromTheArchiveAndWithMinLinesItsOriginDiffers() throws Exception {
        TestZip.write(folder.resolve("1994-01-100.zip"), "100.txt", TEXT);

        SetSource three = open(folder.resolve("1994-01-100.zip"), Settings.none());
        SetSource one = open(folder.resolve("1994-01-100.zip"), Settings.none().with("min-lines", 1));

        assertThat(Sizes.of(three).users()).isEqualTo(3);
        assertThat(three.origin()).isNotEqualTo(one.origin());
        assertThat(three.origin()).noneMatch(line -> line.contains(folder.toString()));
    }

    @Test
    void anotherEditionIsRefusedWithBothChecksums() throws Exception {
        Files.writeString(folder.resolve("100.txt"), TEXT + "\n");

        assertThatIOException()
                .isThrownBy(() -> new Shakespeare(sha256(TEXT)).open(new DataSource.Local(folder), Settings.none()))
                .withMessageContaining("100.txt")
                .withMessageContaining("expected SHA-256 " + sha256(TEXT))
                .withMessageContaining("got " + sha256(TEXT + "\n"));
    }

    @Test
    void aTruncatedGzipFileIsNamed() throws Exception {
        Path file = folder.resolve("shakespeare.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }
        byte[] whole = Files.readAllBytes(file);

        for (int length : new int[] {0, 5, 200, whole.length - 1}) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThatIOException()
                    .isThrownBy(() -> open(file, Settings.none()))
                    .withMessageContaining("shakespeare.txt.gz is cut off");
        }
    }

    @Test
    void aGzipBombIsNotUnpacked() throws Exception {
        Path file = folder.resolve("shakespeare.txt.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 40; i++) {
                out.write(new byte[1 << 20]);
            }
        }

        assertThatIOException()
                .isThrownBy(() -> open(file, Settings.none()))
                .withMessageContaining("holds more than 33554432 bytes");
    }

    @Test
    void textThatIsNoShakespeareIsReported() {
        assertThatIOException()
                .isThrownBy(() -> ShakespeareText.parse("a.txt", "", 1))
                .withMessageContaining("a.txt has 0 lines with 'by William Shakespeare'");
        assertThatIOException()
                .isThrownBy(() -> ShakespeareText.parse("a.txt", "\n\nby William Shakespeare\n".repeat(2), 1))
                .withMessageContaining("a.txt, line 3");
    }

    @Test
    void aCharacterOutsideTheAlphabetIsReportedWithItsPlace() throws Exception {
        String text = TEXT.replace("What are you", "What are y\u00f3u");
        Files.write(folder.resolve("100.txt"), text.getBytes(StandardCharsets.ISO_8859_1));
        SetSource source = open(folder.resolve("100.txt"), Settings.none());

        assertThatIOException()
                .isThrownBy(() -> source.read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining("MACBETH_MACBETH says 243");
    }

    @Test
    void readingCanBeCalledOff() throws Exception {
        SetSource source = open(Files.writeString(folder.resolve("100.txt"), TEXT), Settings.none());

        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> source.read(new Sizes(), ReadProgress.SILENT));
    }

    @Test
    void missingFilesAndWrongSettingsAreReported() {
        DataSource empty = new DataSource.Local(folder);

        assertThatIOException()
                .isThrownBy(() -> new Shakespeare().open(empty, Settings.none()))
                .withMessageContaining("1994-01-100.zip")
                .withMessageContaining("https://www.gutenberg.org/");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shakespeare().open(empty, Settings.none().with("min-lines", 0)))
                .withMessageContaining("min-lines");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Shakespeare().open(empty, Settings.none().with("window", 80)));
    }

    /** Takes any file for the published text. */
    private static SetSource open(Path file, Settings settings) throws IOException {
        byte[] text =
                file.toString().endsWith(".zip") ? TEXT.getBytes(StandardCharsets.UTF_8) : Files.readAllBytes(file);
        Path folder = Objects.requireNonNull(file.getParent());
        return new Shakespeare(Checksums.sha256(text)).open(new DataSource.Local(folder), settings);
    }

    private static String said(Map<String, Speaker> speakers, String name) {
        return Objects.requireNonNull(speakers.get(name)).text();
    }

    private static String sha256(String text) {
        return Checksums.sha256(text.getBytes(StandardCharsets.UTF_8));
    }
}
