package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.coordinator.store.Blobs.Blob;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
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
        try (InputStream content = blobs.open(BLOB.name(), 3)) {
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
