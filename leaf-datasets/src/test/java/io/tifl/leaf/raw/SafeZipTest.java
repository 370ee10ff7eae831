package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeZipTest {
    private static final SafeZip.Limits LIMITS = new SafeZip.Limits(100, 1 << 22, 50);
    private static final byte[] CONTENT = PillowTest.bytes(5_000, 5);

    private final SequencedMap<String, byte[]> entries = new LinkedHashMap<>();

    @TempDir
    private Path folder;

    @Test
    void filesAreListedSortedAndReadWhole() throws Exception {
        entries.put("z/", new byte[0]);
        entries.put("z/b", CONTENT);
        entries.put("a", new byte[0]);

        try (SafeZip zip = SafeZip.open(archive(), LIMITS)) {
            assertThat(zip.sortedNames()).containsExactly("a", "z/b");
            assertThat(zip.read("z/b")).isEqualTo(CONTENT);
            assertThat(zip.read("a")).isEmpty();
            assertThatIOException().isThrownBy(() -> zip.read("c")).withMessageContaining("has no entry 'c'");
        }
    }

    @Test
    void namesThatLeadOutOfTheArchiveAreRefused() throws Exception {
        for (String name : new String[] {"../x", "a/../../x", "/etc/passwd", "..\\x", "C:/x", "a/.."}) {
            entries.clear();
            entries.put(name, CONTENT);
            Path archive = archive();

            assertThatIOException()
                    .isThrownBy(() -> SafeZip.open(archive, LIMITS))
                    .withMessageContaining(archive.toString())
                    .withMessageContaining("leads out of the archive");
        }
    }

    @Test
    void aNameThatComesTwiceIsRefused() throws Exception {
        entries.put("aa", CONTENT);
        entries.put("ab", CONTENT);
        Path archive = archive();
        replace(archive, "ab", "aa");

        assertThatIOException()
                .isThrownBy(() -> SafeZip.open(archive, LIMITS))
                .withMessageContaining("two entries named 'aa'");
    }

    @Test
    void bombsAreNotUnpacked() throws Exception {
        entries.put("dense", new byte[3 << 20]);
        entries.put("large", new byte[5 << 20]);

        try (SafeZip zip = SafeZip.open(archive(), LIMITS)) {
            assertThatIOException()
                    .isThrownBy(() -> zip.read("dense"))
                    .withMessageContaining("small.zip!dense unpacks from")
                    .withMessageContaining("more than 50 times");
            assertThatIOException()
                    .isThrownBy(() -> zip.read("large"))
                    .withMessageContaining("5242880 bytes, expected at most 4194304");
        }
    }

    @Test
    void anEntryThatHoldsMoreThanItSaysIsStopped() throws Exception {
        entries.put("liar", new byte[100_000]);
        Path archive = archive();
        byte[] bytes = Files.readAllBytes(archive);
        patchSize(bytes, 100);
        Files.write(archive, bytes);

        try (SafeZip zip = SafeZip.open(archive, LIMITS)) {
            assertThatIOException().isThrownBy(() -> zip.read("liar")).withMessageContaining("small.zip!liar");
        }
    }

    @Test
    void tooManyEntriesAreRefused() throws Exception {
        for (int i = 0; i < 101; i++) {
            entries.put("f" + i, new byte[0]);
        }
        Path archive = archive();

        assertThatIOException()
                .isThrownBy(() -> SafeZip.open(archive, LIMITS))
                .withMessageContaining("has 101 entries, expected at most 100");
    }

    @Test
    void archivesThatAreCutOffOrNoneAreNamed() throws Exception {
        entries.put("a", CONTENT);
        Path archive = archive();
        byte[] whole = Files.readAllBytes(archive);
        for (int length : new int[] {0, 10, whole.length / 2, whole.length - 1}) {
            Files.write(archive, Arrays.copyOf(whole, length));

            assertThatIOException()
                    .isThrownBy(() -> SafeZip.open(archive, LIMITS))
                    .withMessageContaining("small.zip is cut off or no zip archive");
        }
        Files.writeString(archive, "<html>404</html>");
        assertThatIOException().isThrownBy(() -> SafeZip.open(archive, LIMITS));
    }

    @Test
    void everyDamagedByteOfAnEntryIsNoticed() throws Exception {
        entries.put("a", "a text that is long enough to be packed, long enough".getBytes(StandardCharsets.UTF_8));
        Path archive = archive();
        byte[] whole = Files.readAllBytes(archive);
        int start = 30 + "a".length();
        for (int at = start; at < start + 30; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= 0x10;
            Files.write(archive, damaged);

            try (SafeZip zip = SafeZip.open(archive, LIMITS)) {
                assertThatIOException().isThrownBy(() -> zip.read("a")).withMessageContaining("small.zip!a");
            }
        }
    }

    private Path archive() throws IOException {
        return TestZip.write(folder.resolve("small.zip"), entries);
    }

    /** Overwrites the unpacked size in the central directory. */
    private static void patchSize(byte[] zip, int size) {
        ByteBuffer buffer = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i + 46 <= zip.length; i++) {
            if (buffer.getInt(i) == 0x02014b50) {
                buffer.putInt(i + 24, size);
            }
        }
    }

    private static void replace(Path file, String name, String other) throws IOException {
        String latin = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        Files.write(file, latin.replace(name, other).getBytes(StandardCharsets.ISO_8859_1));
    }
}
