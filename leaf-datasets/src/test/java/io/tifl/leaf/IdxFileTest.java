package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tifl.client.Examples;
import io.tifl.leaf.IdxFile.Element;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
    @TempDir
    private Path folder;

    @Test
    void readsPlainAndGzippedFiles() throws IOException {
        byte[] idx = idx(0x803, new int[] {2, 2, 3}, 12);

        IdxFile plain = IdxFile.read(write(idx), Element.UNSIGNED_BYTE, 2, 3);
        IdxFile zipped = IdxFile.read(write(gzip(idx)), Element.UNSIGNED_BYTE, 2, 3);

        assertThat(plain.count()).isEqualTo(2);
        assertThat(plain.values().array()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(zipped).isEqualTo(plain);
    }

    @Test
    void readsAFileWithoutExamples() throws IOException {
        assertThat(IdxFile.read(write(idx(0x801, new int[] {0}, 0)), Element.UNSIGNED_BYTE)
                        .count())
                .isZero();
    }

    @Test
    void anotherMagicNumberIsRefusedWithBoth() throws IOException {
        Path file = write(idx(0x801, new int[] {2}, 2));

        assertThatIOException()
                .isThrownBy(() -> IdxFile.read(file, Element.UNSIGNED_BYTE, 28, 28))
                .withMessageContaining(file.toString())
                .withMessageContaining("0x00000803")
                .withMessageContaining("0x00000801");
    }

    @Test
    void otherDimensionsAreRefusedWithBoth() throws IOException {
        Path file = write(idx(0x803, new int[] {1, 32, 32}, 1024));

        assertThatIOException()
                .isThrownBy(() -> IdxFile.read(file, Element.UNSIGNED_BYTE, 28, 28))
                .withMessageContaining("[28, 28]")
                .withMessageContaining("[32, 32]");
    }

    @Test
    void truncatedFilesAreRefusedWhereverTheyEnd() throws IOException {
        byte[] idx = idx(0x803, new int[] {2, 2, 3}, 12);
        byte[] zipped = gzip(idx);

        for (int length = 0; length < idx.length; length++) {
            Path file = write(Arrays.copyOf(idx, length));
            assertThatIOException()
                    .isThrownBy(() -> IdxFile.read(file, Element.UNSIGNED_BYTE, 2, 3))
                    .withMessageContaining(file.toString())
                    .withMessageContaining("truncated");
        }
        for (int length = 2; length < zipped.length; length++) {
            Path file = write(Arrays.copyOf(zipped, length));
            assertThatIOException()
                    .isThrownBy(() -> IdxFile.read(file, Element.UNSIGNED_BYTE, 2, 3))
                    .withMessageContaining(file.toString());
        }
    }

    @Test
    void aFileThatIsTooLongIsRefused() throws IOException {
        Path file = write(idx(0x803, new int[] {2, 2, 3}, 13));

        assertThatIOException()
                .isThrownBy(() -> IdxFile.read(file, Element.UNSIGNED_BYTE, 2, 3))
                .withMessageContaining("too long")
                .withMessageContaining("12 bytes");
    }

    @Test
    void aCorruptGzipStreamIsRefused() throws IOException {
        byte[] zipped = gzip(idx(0x803, new int[] {100, 2, 3}, 600));
        for (int place : new int[] {3, 12, 40, zipped.length - 5}) {
            byte[] broken = zipped.clone();
            broken[place] ^= 0x55;
            Path file = write(broken);

            assertThatIOException()
                    .isThrownBy(() -> IdxFile.read(file, Element.UNSIGNED_BYTE, 2, 3))
                    .withMessageContaining(file.toString());
        }
    }

    @Test
    void hugeClaimsAllocateNothing() throws IOException {
        Path negative = write(idx(0x803, new int[] {-1, 28, 28}, 0));
        Path huge = write(idx(0x803, new int[] {Integer.MAX_VALUE, 28, 28}, 0));
        Path large = write(idx(0x803, new int[] {1_300_000, 28, 28}, 0));

        assertThatIOException()
                .isThrownBy(() -> IdxFile.read(negative, Element.UNSIGNED_BYTE, 28, 28))
                .withMessageContaining("4294967295");
        assertThatIOException()
                .isThrownBy(() -> IdxFile.read(huge, Element.UNSIGNED_BYTE, 28, 28))
                .withMessageContaining("claims");
        assertThatIOException()
                .isThrownBy(() -> IdxFile.read(large, Element.UNSIGNED_BYTE, 28, 28))
                .withMessageContaining("truncated")
                .withMessageContaining("got 0");
    }

    @Test
    void imagesAndLabelsMustAgree() throws IOException {
        Path images = write(idx(0x803, new int[] {1, 28, 28}, 784));
        Path twoLabels = write(idx(0x801, new int[] {2}, 2));
        Path wrongLabel = write(new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 10});

        assertThatIOException()
                .isThrownBy(() -> DigitImages.read(images, twoLabels))
                .withMessageContaining("1 images")
                .withMessageContaining("2 labels");
        assertThatIOException()
                .isThrownBy(() -> DigitImages.read(images, wrongLabel))
                .withMessageContaining("label 10 at example 0, expected 0 to 9");
    }

    @Test
    void pixelsAreScaledToOne() throws IOException {
        Path images = write(idx(0x803, new int[] {1, 28, 28}, 784));
        Path labels = write(idx(0x801, new int[] {1}, 1));

        Examples examples = DigitImages.read(images, labels);

        float[] features = new float[786];
        examples.features(0, features, 2);
        assertThat(features).startsWith(0f, 0f, 0f, 1 / 255f, 2 / 255f);
        assertThat(features[2 + 255]).isEqualTo(1f);
        assertThat(examples.featureShape()).containsExactly(1, 28, 28);
    }

    private Path write(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(folder, "made", ".idx"), content);
    }

    static byte[] idx(int magic, int[] dimensions, int values) {
        ByteBuffer buffer =
                ByteBuffer.allocate(4 + 4 * dimensions.length + values).putInt(magic);
        Arrays.stream(dimensions).forEach(buffer::putInt);
        for (int i = 0; i < values; i++) {
            buffer.put((byte) i);
        }
        return buffer.array();
    }

    static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
