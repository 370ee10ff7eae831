package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.SharedData;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NIST's archives in small: two writers, four images. */
class FemnistTest {
    private static final byte[] SEVEN = png(BufferedImage.TYPE_INT_RGB, 7);
    private static final byte[] CAPITAL_J = png(BufferedImage.TYPE_BYTE_GRAY, 8);
    private static final byte[] SMALL_Z = png(BufferedImage.TYPE_BYTE_BINARY, 9);
    private static final byte[] ANOTHER_SEVEN = png(BufferedImage.TYPE_INT_ARGB, 10);

    private final SequencedMap<String, byte[]> byClass = new LinkedHashMap<>();
    private final SequencedMap<String, byte[]> byWriter = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void lookLikeNist() {
        byClass.put("by_class/", new byte[0]);
        byClass.put("by_class/7a/hsf_0/hsf_0_00000.png", SMALL_Z);
        byClass.put("by_class/4a/hsf_1/hsf_1_00001.png", CAPITAL_J);
        byClass.put("by_class/4a/train_4a/train_4a_00001.png", SEVEN);
        byClass.put("by_class/4a/hsf_1.mit/x.png", SEVEN);
        byClass.put("by_class/37/hsf_1/hsf_1_00001.png", SEVEN);
        byClass.put("by_class/37/hsf_1/hsf_1_00002.png", ANOTHER_SEVEN);
        byClass.put("by_class/37/hsf_1.mit", "text".getBytes(StandardCharsets.US_ASCII));
        byWriter.put("by_write/hsf_1/f0001_41/d0001_41/d0001_41_00001.png", ANOTHER_SEVEN);
        byWriter.put("by_write/hsf_0/f0000_14/u0000_14/u0000_14_00000.png", CAPITAL_J);
        byWriter.put("by_write/hsf_0/f0000_14/d0000_14/d0000_14_00000.png", SEVEN);
        byWriter.put("by_write/hsf_1/f0001_41/l0001_41/l0001_41_00001.png", SMALL_Z);
    }

    @Test
    void imagesAreLabelledByTheEqualImageInTheOtherArchive() throws Exception {
        Collected read = Collected.from(open(Settings.none()));

        assertThat(read.users()).containsExactly("f0000_14", "f0001_41");
        assertThat(read.of("f0000_14")).extracting(Collected.Example::label).containsExactly(7, 19);
        assertThat(read.of("f0001_41")).extracting(Collected.Example::label).containsExactly(7, 61);
    }

    /** MD5 sums of what Pillow 12.3 makes of the same image. */
    @Test
    void pixelsAreThoseOfPillowsThumbnail() throws Exception {
        byte[] before =
                Collected.from(open(Settings.none())).of("f0000_14").getFirst().features();
        byte[] since = Collected.from(open(Settings.none().with("pillow", "7")))
                .of("f0000_14")
                .getFirst()
                .features();

        assertThat(md5(before)).isEqualTo("50af2c88be8795ab0ce3b858ccbad8fa");
        assertThat(md5(since)).isEqualTo("652b5f790d1cc7e3f7ed2b4c14a15dfd");
        assertThat(open(Settings.none()).origin())
                .isNotEqualTo(open(Settings.none().with("pillow", "7")).origin());
    }

    @Test
    void compatDoublesTheFirstImageOfEveryWriterButTheFirst() throws Exception {
        Collected read = Collected.from(open(Settings.none().with("compat", true)));

        assertThat(read.of("f0000_14")).extracting(Collected.Example::label).containsExactly(7, 19);
        assertThat(read.of("f0001_41")).extracting(Collected.Example::label).containsExactly(7, 7, 61);
    }

    @Test
    void coloursBecomeGreyAsPillowWeighsThem() throws Exception {
        BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
        byte[] noise = PillowTest.bytes(3 * 64, 3);
        for (int i = 0; i < 64; i++) {
            image.setRGB(
                    i % 8,
                    i / 8,
                    (noise[3 * i] & 0xFF) << 16 | (noise[3 * i + 1] & 0xFF) << 8 | (noise[3 * i + 2] & 0xFF));
        }

        byte[] grey = Images.grey(encode(image), "png", "x.png").samples();

        assertThat(Arrays.copyOf(grey, 8))
                .containsExactly((byte) 154, (byte) 140, (byte) 139, 86, 59, 63, (byte) 176, (byte) 188);
        assertThat(grey[63]).isEqualTo((byte) 201);
    }

    @Test
    void anImageInTwoClassesIsOfTheLower() throws Exception {
        byClass.put("by_class/30/hsf_4/hsf_4_00000.png", CAPITAL_J);

        assertThat(Collected.from(open(Settings.none()))
                        .of("f0000_14")
                        .getLast()
                        .label())
                .isZero();
    }

    @Test
    void theIndexOfClassesGrows() {
        ClassIndex classes = new ClassIndex();
        for (int i = 0; i < 10_000; i++) {
            classes.put(Integer.toString(i).getBytes(StandardCharsets.US_ASCII), i % 62);
        }

        assertThat(classes.size()).isEqualTo(10_000);
        for (int i = 0; i < 10_000; i++) {
            assertThat(classes.get(Integer.toString(i).getBytes(StandardCharsets.US_ASCII)))
                    .isEqualTo(i % 62);
        }
        assertThat(classes.get(new byte[3])).isEqualTo(ClassIndex.UNKNOWN);
    }

    /** Real images of LEAF, whose paper is 255. */
    @Test
    void realImagesHaveWhitePaperAsOurs() throws Exception {
        Path images = SharedData.folder("femnist").resolve("leaf-femnist-digits-pooled-images-idx3-ubyte.gz");
        byte[] idx;
        try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(images))) {
            idx = in.readAllBytes();
        }
        byte[] paper = new byte[128 * 128];
        Arrays.fill(paper, (byte) 255);
        Plane blank = new Plane(128, 128, paper);

        byte[] ours = Pillow.resize(blank, 28, 28, Pillow.Filter.LANCZOS).samples();

        assertThat(idx).hasSize(16 + 1_049 * 784);
        for (int i = 0; i < 1_049; i++) {
            assertThat(idx[16 + i * 784]).as("corner of image %d", i).isEqualTo(ours[0]);
        }
    }

    @Test
    void whatDoesNotFitIsNamedWithArchiveAndEntry() throws Exception {
        byClass.remove("by_class/7a/hsf_0/hsf_0_00000.png");
        reject("by_write.zip!by_write/hsf_1/f0001_41/l0001_41/l0001_41_00001.png is not in ");

        byClass.put("by_class/7f/hsf_0/hsf_0_00000.png", SMALL_Z);
        reject("by_class.zip!by_class/7f/hsf_0/hsf_0_00000.png is in the class of no digit or letter");

        byClass.remove("by_class/7f/hsf_0/hsf_0_00000.png");
        byte[] cut = Arrays.copyOf(SMALL_Z, 40);
        byClass.put("by_class/7a/hsf_0/hsf_0_00000.png", cut);
        byWriter.put("by_write/hsf_1/f0001_41/l0001_41/l0001_41_00001.png", cut);
        reject("by_write.zip!by_write/hsf_1/f0001_41/l0001_41/l0001_41_00001.png is no good png image");

        byte[] small = encode(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY));
        byClass.put("by_class/7a/hsf_0/hsf_0_00000.png", small);
        byWriter.put("by_write/hsf_1/f0001_41/l0001_41/l0001_41_00001.png", small);
        reject("is 28 x 28 pixels, expected 128 x 128");

        byte[] deep = encode(new BufferedImage(128, 128, BufferedImage.TYPE_USHORT_GRAY));
        byClass.put("by_class/7a/hsf_0/hsf_0_00000.png", deep);
        byWriter.put("by_write/hsf_1/f0001_41/l0001_41/l0001_41_00001.png", deep);
        reject("has 16 bits per channel, expected 8");
    }

    @Test
    void archivesWithoutTheirFilesAreReported() throws Exception {
        byWriter.clear();
        byWriter.put("other/file.png", SEVEN);
        reject("by_write.zip has no files named like by_write/PART/WRITER/KIND/IMAGE.png");

        byClass.clear();
        byClass.put("by_class/37/train_37/x.png", SEVEN);
        reject("by_class.zip has no files named like");
    }

    @Test
    void namesThatLeadOutOfTheArchiveAreRefusedAndNothingIsWritten() throws Exception {
        byWriter.put("../../by_write/hsf_1/f0001_41/l0001_41/x.png", SEVEN);
        reject("which leads out of the archive");

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void missingArchivesAndWrongSettingsAreReported() {
        assertThatIOException()
                .isThrownBy(() -> new Femnist().open(new DataSource.Local(folder), Settings.none()))
                .withMessageContaining("by_class.zip")
                .withMessageContaining("https://s3.amazonaws.com/nist-srd/SD19/by_class.zip");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Femnist()
                        .open(new DataSource.Local(folder), Settings.none().with("compat", "yes")));
    }

    private void reject(String message) throws IOException {
        SetSource source = open(Settings.none());

        assertThatIOException()
                .isThrownBy(() -> source.read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining(message);
    }

    private SetSource open(Settings settings) throws IOException {
        TestZip.write(folder.resolve("by_class.zip"), byClass);
        TestZip.write(folder.resolve("by_write.zip"), byWriter);
        SetSource source = new Femnist().open(new DataSource.Local(folder), settings);
        assertThat(source.form()).isEqualTo(LeafForms.femnist());
        assertThat(source.origin()).noneMatch(line -> line.contains(folder.toString()));
        return source;
    }

    private static byte[] png(int type, int seed) {
        BufferedImage image = new BufferedImage(128, 128, type);
        byte[] noise = PillowTest.bytes(128 * 128, seed);
        for (int i = 0; i < noise.length; i++) {
            image.setRGB(i % 128, i / 128, 0xFF000000 | (noise[i] & 0xFF) * 0x010101);
        }
        return encode(image);
    }

    private static byte[] encode(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static String md5(byte[] bytes) {
        return HexFormat.of().formatHex(Checksums.digest("MD5").digest(bytes));
    }
}
