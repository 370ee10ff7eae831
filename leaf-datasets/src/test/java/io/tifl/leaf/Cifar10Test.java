package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.tifl.client.Examples;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Cifar10Test {
    private static final int RECORD = 3073;

    @TempDir
    private Path folder;

    @Test
    void readsTheSixBinaryFiles() throws IOException {
        Path place = Files.createDirectories(folder.resolve("cifar10"));
        for (int i = 1; i <= 5; i++) {
            Files.write(place.resolve("data_batch_" + i + ".bin"), records(2, i));
        }
        Files.write(place.resolve("test_batch.bin"), records(1, 9));

        Pool pool = load(folder);

        assertThat(pool.train().size()).isEqualTo(10);
        assertThat(pool.featureShape()).containsExactly(3, 32, 32);
        assertThat(pool.train().label(2)).isEqualTo(2);
        assertThat(pool.test().label(0)).isEqualTo(9);
        float[] features = new float[3072];
        pool.train().features(0, features, 0);
        assertThat(features).startsWith(0f, 1 / 255f, 2 / 255f);
    }

    @Test
    void filesOfAnotherLengthOrWithWrongLabelsAreRefused() throws IOException {
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), records(1, i));
        }
        Path test = Files.write(folder.resolve("test_batch.bin"), Arrays.copyOf(records(1, 1), RECORD - 1));

        assertThatIOException()
                .isThrownBy(() -> load(folder))
                .withMessageContaining(test.toString())
                .withMessageContaining("3073")
                .withMessageContaining("3072");

        Files.write(test, records(1, 10));
        assertThatIOException().isThrownBy(() -> load(folder)).withMessageContaining("label 10 at example 0");

        Files.delete(folder.resolve("data_batch_3.bin"));
        assertThatIOException().isThrownBy(() -> load(folder)).withMessageContaining("data_batch_3.bin");
    }

    @Test
    void readsThePublishedArchiveWithoutUnpackingIt() throws IOException {
        Path archive = Files.write(folder.resolve("a.tar.gz"), IdxFileTest.gzip(tar(2)));

        Pool pool = new CifarArchive(2).read("cifar10", archive);

        assertThat(pool.train().size()).isEqualTo(10);
        assertThat(pool.test().size()).isEqualTo(2);
        assertThat(pool.train().label(3)).isEqualTo(2);
        assertThat(pool.test().label(1)).isEqualTo(6);
        assertThat(folder.toFile().list()).containsExactly("a.tar.gz");
    }

    @Test
    void damagedArchivesAreRefused() throws IOException {
        byte[] tar = tar(2);
        byte[] zipped = IdxFileTest.gzip(tar);
        byte[] wrongChecksum = tar.clone();
        wrongChecksum[1]++;

        Path truncated = Files.write(folder.resolve("1"), Arrays.copyOf(zipped, zipped.length / 2));
        Path damaged = Files.write(folder.resolve("2"), IdxFileTest.gzip(wrongChecksum));
        Path empty = Files.write(folder.resolve("3"), IdxFileTest.gzip(new byte[1024]));
        Path noGzip = Files.write(folder.resolve("4"), tar);
        Path otherSize = Files.write(folder.resolve("5"), zipped);

        assertThatIOException().isThrownBy(() -> read(2, truncated)).withMessageContaining("truncated");
        assertThatIOException().isThrownBy(() -> read(2, damaged)).withMessageContaining("damaged");
        assertThatIOException().isThrownBy(() -> read(2, empty)).withMessageContaining("test_batch.bin");
        assertThatIOException().isThrownBy(() -> read(2, noGzip)).withMessageContaining(noGzip.toString());
        assertThatIOException().isThrownBy(() -> read(3, otherSize)).withMessageContaining("expected 3 records, got 2");
    }

    @Test
    void sheetsOfAnotherSizeOrDamagedAreRefused() throws IOException {
        Files.write(folder.resolve("cifar10-train-labels.bin"), new byte[1000]);
        Path sheet = folder.resolve("cifar10-train-00.png");
        ImageIO.write(new BufferedImage(64, 32, BufferedImage.TYPE_INT_RGB), "png", sheet.toFile());

        assertThatIOException()
                .isThrownBy(() -> load(folder))
                .withMessageContaining(sheet.toString())
                .withMessageContaining("1280 x 800")
                .withMessageContaining("64 x 32");

        Files.write(sheet, "no picture".getBytes(StandardCharsets.US_ASCII));
        assertThatIOException().isThrownBy(() -> load(folder)).withMessageContaining(sheet.toString());

        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(1280, 800, BufferedImage.TYPE_INT_RGB), "png", png);
        Files.write(sheet, Arrays.copyOf(png.toByteArray(), png.size() / 2));
        assertThatIOException().isThrownBy(() -> load(folder)).withMessageContaining(sheet.toString());

        Files.write(sheet, png.toByteArray());
        Files.write(folder.resolve("cifar10-train-labels.bin"), new byte[0]);
        assertThatIOException().isThrownBy(() -> load(folder)).withMessageContaining("got 0 bytes");
    }

    @Test
    void ownersAreReadForTheImagesThatAreThere() throws IOException {
        String index = """
                split,position,label,index_within_class,fedlore_client
                train,0,0,0,7
                train,1,1,0,3
                test,0,0,0,9
                train,2,2,0,7
                train,3,3,0,7
                """;
        Path file = Files.write(folder.resolve("index"), IdxFileTest.gzip(index.getBytes(StandardCharsets.US_ASCII)));

        Partition owners = CifarOwners.read(file, 3);

        assertThat(owners.clients()).extracting(ClientId::value).containsExactly("fedlore-03", "fedlore-07");
        assertThat(owners.rows(new ClientId("fedlore-07"))).containsExactly(0, 2);
    }

    @Test
    void damagedOwnersAreRefused() throws IOException {
        byte[] whole = IdxFileTest.gzip("head\ntrain,0,0,0,1\ntrain,0,0,0,2\n".getBytes(StandardCharsets.US_ASCII));
        byte[] words = IdxFileTest.gzip("head\ntrain,zero,0,0,1\n".getBytes(StandardCharsets.US_ASCII));
        byte[] narrow = IdxFileTest.gzip("head\ntrain\n".getBytes(StandardCharsets.US_ASCII));

        for (byte[] content :
                new byte[][] {whole, words, narrow, Arrays.copyOf(whole, whole.length - 9), new byte[0]}) {
            Path file = Files.write(folder.resolve("index"), content);
            assertThatIOException().isThrownBy(() -> CifarOwners.read(file, 10)).withMessageContaining(file.toString());
        }
    }

    @Test
    void theSharedSubsetHasItsPublishedPixels() throws Exception {
        Pool pool = load(SharedData.root("cifar10"));

        assertThat(pool.train().size()).isEqualTo(20_000);
        assertThat(pool.test().size()).isEqualTo(4_000);
        assertThat(sha256(pool.train())).isEqualTo("7982323c108045aad9a0aea09819d52bd27fc14340741c405a4c89375194ad85");
        assertThat(sha256(pool.test())).isEqualTo("16bce4cde19e900ac1255c6776d1b0957164777eaa0cfbe7b3f781a1b4939c6c");
        Partition owners = pool.owners().orElseThrow();
        assertThat(owners.size()).isEqualTo(20_000);
        assertThat(owners.clients()).hasSizeBetween(99, 100);
    }

    private static Pool load(Path dataFolder) throws IOException {
        return Dataset.catalog().get("cifar10").load(new DataSource.Local(dataFolder), Settings.none());
    }

    private static Pool read(int records, Path archive) throws IOException {
        return new CifarArchive(records).read("cifar10", archive);
    }

    private static byte[] records(int count, int label) {
        byte[] bytes = new byte[count * RECORD];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % RECORD == 0 ? label : i % RECORD - 1);
        }
        return bytes;
    }

    private static byte[] tar(int recordsPerFile) throws IOException {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        entry(tar, "cifar-10-batches-bin/", '5', new byte[0]);
        entry(tar, "cifar-10-batches-bin/readme.html", '0', new byte[700]);
        for (int i : new int[] {1, 4, 2, 3, 5}) {
            entry(tar, "cifar-10-batches-bin/data_batch_" + i + ".bin", '0', records(recordsPerFile, i));
        }
        entry(tar, "cifar-10-batches-bin/test_batch.bin", '0', records(recordsPerFile, 6));
        tar.write(new byte[1024]);
        return tar.toByteArray();
    }

    private static void entry(ByteArrayOutputStream tar, String name, char type, byte[] content) throws IOException {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 124, "%011o".formatted(content.length));
        put(header, 148, "        ");
        header[156] = (byte) type;
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, "%06o".formatted(sum) + "\0 ");
        tar.write(header);
        tar.write(content);
        tar.write(new byte[(512 - content.length % 512) % 512]);
    }

    private static void put(byte[] header, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
    }

    private static String sha256(Examples examples) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        float[] features = new float[3072];
        byte[] record = new byte[RECORD];
        for (int row = 0; row < examples.size(); row++) {
            examples.features(row, features, 0);
            record[0] = (byte) examples.label(row);
            for (int i = 0; i < 3072; i++) {
                record[i + 1] = (byte) Math.round(features[i] * 255);
            }
            digest.update(record);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
