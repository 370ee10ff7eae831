package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmnistTest {
    private static final int SIDE = 28;

    @TempDir
    Path folder;

    @Test
    void imagesAreTurnedUprightAndLabelsCountFromZero() throws IOException {
        write("emnist/gzip", "letters", new int[] {1, 26}, new int[] {3});

        Pool pool = load("letters");

        assertThat(pool.name()).isEqualTo("emnist-letters");
        assertThat(pool.classes()).isEqualTo(26);
        assertThat(pool.train().label(0)).isZero();
        assertThat(pool.train().label(1)).isEqualTo(25);
        assertThat(pool.test().label(0)).isEqualTo(2);
        byte[] image = new byte[SIDE * SIDE];
        pool.train().pixels(1, image, 0);
        for (int row = 0; row < SIDE; row++) {
            for (int column = 0; column < SIDE; column++) {
                assertThat(image[row * SIDE + column]).isEqualTo(stored(1, /* row= */ column, /* column= */ row));
            }
        }
    }

    @Test
    void filesAreFoundInEachOfTheirPlaces() throws IOException {
        write("emnist", "digits", new int[] {0}, new int[] {9});
        write("gzip", "byclass", new int[] {61}, new int[] {0});
        write(".", "mnist", new int[] {5, 5}, new int[] {0});

        assertThat(load("digits").test().label(0)).isEqualTo(9);
        assertThat(load("byclass").train().label(0)).isEqualTo(61);
        assertThat(load("mnist").train().size()).isEqualTo(2);
    }

    @Test
    void missingFilesAreSaidHowToGet() {
        assertThatIOException()
                .isThrownBy(() -> load("balanced"))
                .withMessageContaining("no emnist-balanced-train-images-idx3-ubyte.gz in " + folder)
                .withMessageContaining("https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip")
                .withMessageContaining("unzip gzip.zip -d " + folder + "/emnist");
    }

    @Test
    void labelsOfAnotherSplitAreRefused() throws IOException {
        write("emnist", "letters", new int[] {1, 0}, new int[] {1});
        write("emnist", "balanced", new int[] {47}, new int[] {1});

        assertThatIOException()
                .isThrownBy(() -> load("letters"))
                .withMessageContaining("label 0 at example 1, expected 1 to 26");
        assertThatIOException()
                .isThrownBy(() -> load("balanced"))
                .withMessageContaining("label 47 at example 0, expected 0 to 46");
    }

    @Test
    void imagesWithoutTheirLabelsAreRefused() throws IOException {
        write("emnist", "digits", new int[] {1, 2}, new int[] {1});
        Files.write(
                folder.resolve("emnist/emnist-digits-train-labels-idx1-ubyte.gz"),
                IdxFileTest.gzip(idx(0x0801, new byte[] {1}, 1)));

        assertThatIOException().isThrownBy(() -> load("digits")).withMessageContaining("has 2 images but");
    }

    @Test
    void unknownSplitsAndSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> load("capitals"))
                .withMessageContaining("no split of EMNIST 'capitals' among [balanced, byclass, bymerge, digits");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Emnist().load(new DataSource.Local(folder), Settings.of(Map.of("splitt", "letters"))));
    }

    @Test
    void charactersAreThoseOfThePublishedMapping() throws IOException {
        Path mapping = SharedData.folder("femnist").resolve("emnist-byclass-mapping.txt");
        List<String> characters = EmnistSplit.BYCLASS.characters();

        List<String> lines = Files.readAllLines(mapping);
        assertThat(lines).hasSize(characters.size());
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            assertThat(characters.get(Integer.parseInt(words[0])))
                    .isEqualTo(Character.toString(Integer.parseInt(words[1])));
        }
    }

    @Test
    void splitsHaveTheClassesOfThePaper() {
        assertThat(EmnistSplit.values()).extracting(EmnistSplit::classes).containsExactly(47, 62, 47, 10, 26, 10);
    }

    private Pool load(String split) throws IOException {
        return new Emnist().load(new DataSource.Local(folder), Settings.of(Map.of("split", split)));
    }

    private void write(String place, String split, int[] train, int[] test) throws IOException {
        Files.createDirectories(folder.resolve(place));
        writePart(place, "emnist-" + split + "-train-", train);
        writePart(place, "emnist-" + split + "-test-", test);
    }

    private void writePart(String place, String start, int[] labels) throws IOException {
        byte[] images = new byte[labels.length * SIDE * SIDE];
        byte[] classes = new byte[labels.length];
        for (int i = 0; i < labels.length; i++) {
            classes[i] = (byte) labels[i];
            for (int pixel = 0; pixel < SIDE * SIDE; pixel++) {
                images[i * SIDE * SIDE + pixel] = stored(i, pixel / SIDE, pixel % SIDE);
            }
        }
        Path in = folder.resolve(place);
        Files.write(
                in.resolve(start + "images-idx3-ubyte.gz"),
                IdxFileTest.gzip(idx(0x0803, images, labels.length, SIDE, SIDE)));
        Files.write(in.resolve(start + "labels-idx1-ubyte.gz"), IdxFileTest.gzip(idx(0x0801, classes, labels.length)));
    }

    /** The pixel at a row and a column of the file. */
    private static byte stored(int image, int row, int column) {
        return (byte) (image + 31 * row + 7 * column);
    }

    private static byte[] idx(int magic, byte[] values, int... dimensions) {
        ByteBuffer file = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
        file.putInt(magic);
        for (int dimension : dimensions) {
            file.putInt(dimension);
        }
        return file.put(values).array();
    }
}
