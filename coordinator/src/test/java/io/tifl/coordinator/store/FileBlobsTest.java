package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.store.Blobs.Blob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class FileBlobsTest {
    private static final Blob BLOB = Blob.of("content".getBytes(StandardCharsets.UTF_8));

    @TempDir
    private Path folder;

    private FileBlobs open() throws Exception {
        return FileBlobs.in(folder, Instant.now());
    }

    @Test
    void aBlobIsNamedByItsContent() throws Exception {
        FileBlobs blobs = open();
        blobs.put(BLOB);

        assertThat(BLOB.name()).isEqualTo("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
        try (InputStream content = Channels.newInputStream(blobs.open(BLOB.name(), 3))) {
            assertThat(content.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("tent");
        }
        assertThatThrownBy(() -> blobs.open("0".repeat(64), 0)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aBlobThatWasCollectedBeforeItsRowIsWrittenAgain() throws Exception {
        FileBlobs blobs = open();
        blobs.put(BLOB);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Transaction transaction = new Transaction(connection, Dialect.SQLITE);
            blobs.delete(transaction, List.of(BLOB.name(), "0".repeat(64)));
            assertThat(blobs.file(BLOB.name())).doesNotExist();

            blobs.ensure(transaction, BLOB);

            assertThat(blobs.file(BLOB.name())).hasContent("content");
        }
    }

    @Test
    void aFileCutShortIsWrittenAgain() throws Exception {
        FileBlobs blobs = open();
        blobs.put(BLOB);
        Files.writeString(blobs.file(BLOB.name()), "cont");

        blobs.put(BLOB);

        assertThat(blobs.file(BLOB.name())).hasContent("content");
    }

    private static byte[] large(int seed) {
        byte[] bytes = new byte[Content.LARGE + 3];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }

    private static Blob inFile(Path file, byte[] bytes) throws Exception {
        return new Blob(Blob.of(bytes).name(), Content.inFile(Files.write(file, bytes)));
    }

    @Test
    void aFileBecomesTheBlob() throws Exception {
        Path upload = folder.resolve("upload");
        byte[] bytes = large(1);
        Blob blob = inFile(upload, bytes);
        Object key = Files.readAttributes(upload, BasicFileAttributes.class).fileKey();
        FileBlobs blobs = open();

        blobs.put(blob);

        assertThat(upload).doesNotExist();
        assertThat(blobs.file(blob.name())).hasBinaryContent(bytes);
        assertThat(Files.readAttributes(blobs.file(blob.name()), BasicFileAttributes.class)
                        .fileKey())
                .as("not a copy")
                .isEqualTo(key);
    }

    @Test
    void aFileOfABlobThatIsThereAlreadyIsLeftAlone() throws Exception {
        byte[] bytes = large(1);
        FileBlobs blobs = open();
        blobs.put(Blob.of(bytes));
        Path upload = folder.resolve("upload");

        blobs.put(inFile(upload, bytes));

        assertThat(upload).exists();
    }

    @Test
    void aFileThatWasCollectedBeforeItsRowIsWrittenAgainFromItsMapping() throws Exception {
        byte[] bytes = large(2);
        Blob blob = inFile(folder.resolve("upload"), bytes);
        FileBlobs blobs = open();
        blobs.put(blob);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite::memory:")) {
            Transaction transaction = new Transaction(connection, Dialect.SQLITE);
            blobs.delete(transaction, List.of(blob.name()));

            blobs.ensure(transaction, blob);

            assertThat(blobs.file(blob.name())).hasBinaryContent(bytes);
        }
    }

    @Test
    void aFileOnAnotherFileSystemIsCopied() throws Exception {
        Path elsewhere = Path.of("/dev/shm");
        assumeTrue(
                Files.isWritable(elsewhere) && !Files.getFileStore(elsewhere).equals(Files.getFileStore(folder)),
                "no other file system here");
        Path upload = Files.createTempFile(elsewhere, "upload", "");
        try {
            byte[] bytes = large(3);
            Blob blob = inFile(upload, bytes);
            FileBlobs blobs = open();

            blobs.put(blob);

            assertThat(blobs.file(blob.name())).hasBinaryContent(bytes);
        } finally {
            Files.deleteIfExists(upload);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS) // nothing is mapped there
    void aLargeBlobIsReadOutOfTheHeapAndCanBeReadToTheEndAfterItWasDeleted() throws Exception {
        byte[] bytes = large(4);
        FileBlobs blobs = open();
        Blob blob = Blob.of(bytes);
        blobs.put(blob);

        ByteBuffer read = blobs.read(blob.name());
        Files.delete(blobs.file(blob.name()));

        assertThat(read.isDirect()).isTrue();
        assertThat(read).isEqualTo(ByteBuffer.wrap(bytes));
    }

    @Test
    void aBlobIsNamedByWhatIsWritten() throws Exception {
        FileBlobs blobs = open();
        for (byte[] bytes : List.of("content".getBytes(StandardCharsets.UTF_8), large(5))) {
            Blob written = blobs.write(bytes.length, channel -> {
                channel.write(ByteBuffer.wrap(bytes, 0, 5));
                channel.write(ByteBuffer.wrap(bytes, 5, bytes.length - 5));
            });

            assertThat(written).isEqualTo(Blob.of(bytes));
            assertThat(blobs.file(written.name())).hasBinaryContent(bytes);
            assertThat(folder.resolve("part")).isEmptyDirectory();
        }
    }

    @Test
    void nothingStaysOfABlobThatIsThereAlreadyOrCannotBeWritten() throws Exception {
        FileBlobs blobs = open();
        byte[] bytes = large(6);
        blobs.put(Blob.of(bytes));

        Blob again = blobs.write(bytes.length, channel -> channel.write(ByteBuffer.wrap(bytes)));
        assertThatThrownBy(() -> blobs.write(bytes.length, _ -> {
                    throw new IOException("no space left");
                }))
                .hasMessage("no space left");

        assertThat(again.content().bytes()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(folder.resolve("part")).isEmptyDirectory();
    }

    @Test
    void whatAnInterruptedProgramLeftGoes() throws Exception {
        open();
        Path old = Files.writeString(folder.resolve("part").resolve("1-1"), "half");
        Path young = Files.writeString(folder.resolve("part").resolve("1-2"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minusSeconds(7200)));

        FileBlobs blobs = open();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
        assertThat(blobs.writtenBefore(Instant.now().plusSeconds(1))).isEmpty();
    }
}
