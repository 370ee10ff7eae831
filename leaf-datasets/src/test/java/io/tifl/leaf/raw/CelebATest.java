package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.SharedData;
import io.tifl.leaf.set.LeafForms;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.Settings;
import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.zip.GZIPInputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CelebATest {
    @TempDir
    private Path folder;

    /** The real numbers of images per person; names and labels are made up. */
    @Test
    void theRealCountsGiveLeafsOwnStatistics() throws Exception {
        Path counts = SharedData.folder("celeba").resolve("celeba-images-per-identity.csv.gz");
        StringBuilder identities = new StringBuilder();
        StringBuilder attributes = new StringBuilder();
        int images = 0;
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(counts)), StandardCharsets.US_ASCII))) {
            for (String line : in.lines().skip(1).toList()) {
                String[] cells = line.split(",", -1);
                for (int i = 0; i < Integer.parseInt(cells[1]); i++) {
                    String name = "%06d.jpg".formatted(++images);
                    identities.append(name).append(' ').append(cells[0]).append('\n');
                    attributes.append(name).append(" -1  1\n");
                }
            }
        }
        write(identities.toString(), images + "\nBald Smiling \n" + attributes);

        Sizes sizes = Sizes.of(open(Settings.none()));

        assertThat(sizes.users()).isEqualTo(9_343);
        assertThat(sizes.examples()).isEqualTo(200_288);
        assertThat(sizes.mean()).isCloseTo(21.44, within(0.005));
        assertThat(sizes.deviation()).isCloseTo(7.63, within(0.005));
        assertThat(sizes.max()).isEqualTo(35);
    }

    @Test
    void personsComeInTheOrderOfTheirFirstImageAndSmilesAreLabels() throws Exception {
        small();

        SetSource source = open(Settings.none().with("min-images", 2));
        Collected read = Collected.from(source);

        assertThat(source.form()).isEqualTo(LeafForms.celebaNames());
        assertThat(read.users()).containsExactly("9", "10");
        assertThat(read.of("9")).extracting(Collected.Example::note).containsExactly("000001.jpg", "000003.jpg");
        assertThat(read.of("9")).extracting(Collected.Example::label).containsExactly(1, 0);
        assertThat(read.of("10")).extracting(Collected.Example::label).containsExactly(0, 1);
        assertThat(read.of("10")).allMatch(example -> example.features().length == 0);
    }

    @Test
    void imagesAreReadFromTheArchiveOrTheFolderChannelByChannel() throws Exception {
        small();
        SequencedMap<String, byte[]> archive = new LinkedHashMap<>();
        Path unpacked = Files.createDirectories(folder.resolve("celeba").resolve("img_align_celeba"));
        for (int i = 1; i <= 5; i++) {
            byte[] jpeg = image("jpeg", 178, 218, 0x0A1428 * i);
            archive.put("img_align_celeba/00000%d.jpg".formatted(i), jpeg);
            Files.write(unpacked.resolve("00000%d.jpg".formatted(i)), jpeg);
        }
        Settings settings = Settings.none().with("min-images", 2).with("images", true);

        Collected ofFolder = Collected.from(open(Settings.none().with("min-images", 2)));
        TestZip.write(folder.resolve("celeba").resolve("img_align_celeba.zip"), archive);
        for (String pillow : List.of("6", "7")) {
            SetSource source = open(settings.with("pillow", pillow));
            Collected read = Collected.from(source);

            assertThat(source.form()).isEqualTo(LeafForms.celeba());
            byte[] third = read.of("9").get(1).features();
            assertThat(third)
                    .hasSize(3 * 84 * 84)
                    .containsExactly(ofFolder.of("9").get(1).features());
            assertThat(third[0]).isCloseTo((byte) 30, within((byte) 2));
            assertThat(third[84 * 84]).isCloseTo((byte) 60, within((byte) 2));
            assertThat(third[2 * 84 * 84]).isCloseTo((byte) 120, within((byte) 2));
        }
        assertThat(open(settings).origin())
                .isNotEqualTo(open(settings.with("pillow", "7")).origin());
        assertThat(open(settings.with("images", "false")).form()).isEqualTo(LeafForms.celebaNames());
    }

    @Test
    void aMissingOrDamagedImageIsNamedWithItsArchive() throws Exception {
        small();
        SequencedMap<String, byte[]> archive = new LinkedHashMap<>();
        archive.put("img_align_celeba/000001.jpg", image("jpeg", 178, 218, 0));
        byte[] jpeg = image("jpeg", 178, 218, 0xFFFFFF);
        archive.put("img_align_celeba/000003.jpg", Arrays.copyOf(jpeg, 20));
        Path zip = folder.resolve("celeba").resolve("img_align_celeba.zip");
        TestZip.write(zip, archive);
        SetSource source = open(Settings.none().with("min-images", 2));

        assertThatIOException()
                .isThrownBy(() -> source.read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining(zip + "!img_align_celeba/000003.jpg is no good jpeg image");

        archive.remove("img_align_celeba/000003.jpg");
        TestZip.write(zip, archive);
        assertThatIOException()
                .isThrownBy(() -> source.read(new Sizes(), ReadProgress.SILENT))
                .withMessageContaining("has no entry 'img_align_celeba/000003.jpg'");
    }

    @Test
    void anImageThatClaimsToBeHugeIsNotDecoded() throws Exception {
        byte[] png = image("png", 5000, 1, 0);

        assertThatIOException()
                .isThrownBy(() -> Images.rgb(png, "png", "x.png"))
                .withMessageContaining("x.png")
                .withMessageContaining("5000 x 1");
    }

    @Test
    void tablesThatDoNotFitTogetherAreReported() throws Exception {
        reject("000001.jpg 1\n", "2\nSmiling\n000001.jpg 1\n", "list_attr_celeba.txt, line 1: expected 1");
        reject("000001.jpg 1\n", "2\nSmiling\n000001.jpg 1\n000002.jpg 1\n", "one of them is cut off");
        reject("000001.jpg 1\n", "1\nSmiling\n000002.jpg 1\n", "has no line for 000001.jpg");
        reject("000001.jpg 1\n", "1\nBald\n000001.jpg 1\n", "line 2: expected names of attributes, Smiling among them");
        reject("000001.jpg 1\n", "1\nSmiling\n000001.jpg 7\n", "line 3: expected the name of an image and 1 numbers");
        reject("000001.jpg 1\n", "1\nSmiling\n000001.jpg NaN\n", "line 3");
        reject("000001.jpg 1\n", "", "line 2");
        reject("", "1\nSmiling\n000001.jpg 1\n", "identity_CelebA.txt is empty");
        reject("000001.jpg 1\n000001.jpg 2\n", "1\nSmiling\n000001.jpg 1\n", "line 2: expected every image once");
        reject("../../etc/passwd.jpg 1\n", "1\nSmiling\n000001.jpg 1\n", "identity_CelebA.txt, line 1");
        reject("000001.jpg 99999999999\n", "1\nSmiling\n000001.jpg 1\n", "identity_CelebA.txt, line 1");
        reject("\0\u00ff\u00fe1", "1\nSmiling\n000001.jpg 1\n", "identity_CelebA.txt, line 1");
    }

    @Test
    void missingFilesAreAskedForStepByStep() {
        assertThatIOException()
                .isThrownBy(() -> open(Settings.none()))
                .withMessageContaining("no identity_CelebA.txt in " + folder.resolve("celeba"))
                .withMessageContaining("https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> open(Settings.none().with("pillow", "5")));
        assertThat(new CelebA().licence()).contains("non-commercial");
    }

    private void reject(String identities, String attributes, String message) throws IOException {
        write(identities, attributes);

        assertThatIOException().isThrownBy(() -> open(Settings.none())).withMessageContaining(message);
    }

    private void small() throws IOException {
        write(
                "000001.jpg 9\n000002.jpg 10\n000003.jpg 9\n000004.jpg 3\n000005.jpg 10\n\n",
                "5\nBald Smiling \n000001.jpg -1  1\n000002.jpg  1 -1\n000003.jpg  1 -1\n000004.jpg  1  1\n000005.jpg -1 1\n");
    }

    private void write(String identities, String attributes) throws IOException {
        Path celeba = Files.createDirectories(folder.resolve("celeba"));
        Files.writeString(celeba.resolve("identity_CelebA.txt"), identities);
        Files.writeString(celeba.resolve("list_attr_celeba.txt"), attributes);
    }

    private SetSource open(Settings settings) throws IOException {
        return new CelebA().open(new DataSource.Local(folder), settings);
    }

    private static byte[] image(String format, int width, int height, int rgb) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, rgb);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);
        return out.toByteArray();
    }
}
