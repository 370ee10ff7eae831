package io.tifl.coordinator.store;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.content.Filling;
import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * Large pieces of bytes, each named by the SHA-256 of its content in lower-case hexadecimal; immutable once there.
 *
 * <p>A blob is written before the row that refers to it, and may be deleted in between by whoever collects what nobody
 * refers to. So the transaction that writes the row calls {@link #ensure} first, and a collector works only in transactions
 * that exclude these ({@link Transaction#fenceAlone}). Thread-safe.
 */
sealed interface Blobs permits FileBlobs, TableBlobs {
    /** What an array holds. */
    int LONGEST = Integer.MAX_VALUE - 8;

    /** Writes all bytes of a blob. */
    @FunctionalInterface
    interface Writing {
        void to(WritableByteChannel channel) throws IOException;
    }

    /** Bytes and their name. */
    record Blob(String name, Content content) {
        static Blob of(byte[] bytes) {
            return named(ClientKey.sha256().digest(bytes), Content.of(bytes));
        }

        /** @param sha256 of the content in base64url; believed */
        static Blob hashed(String sha256, Content content) {
            return named(Base64.getUrlDecoder().decode(sha256), content);
        }

        /** A blob in memory of what is written. */
        static Blob written(long bytes, Writing writing) throws IOException {
            if (bytes > LONGEST) {
                throw new IllegalArgumentException("a blob has at most " + LONGEST + " bytes, got " + bytes);
            }
            ByteBuffer buffer = ByteBuffer.allocate((int) bytes);
            HashedChannel channel = new HashedChannel(new Filling(buffer));
            writing.to(channel);
            return named(channel.sha256(), Content.of(buffer.flip()));
        }

        static Blob named(byte[] sha256, Content content) {
            return new Blob(HexFormat.of().formatHex(sha256), content);
        }

        int length() {
            return content.length();
        }
    }

    /** Writes a blob unless it is there; durable when this returns. The file of its content may be gone then. */
    void put(Blob blob) throws IOException;

    /**
     * Writes a blob whose name follows from what is written; durable when this returns. Where blobs are files, a large one is
     * never in the heap.
     *
     * @param bytes how many will be written
     * @throws IllegalArgumentException if they are more than 2^31 - 9
     */
    Blob write(long bytes, Writing writing) throws IOException;

    /** Within a transaction that holds off collectors: writes a blob again if it is not there any more. */
    void ensure(Transaction transaction, Blob blob) throws SQLException, IOException;

    /**
     * The bytes from an offset on.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such blob
     */
    ReadableByteChannel open(String name, long offset) throws IOException;

    /**
     * All bytes, out of the heap if they are many and lie in a file.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such blob
     */
    ByteBuffer read(String name) throws IOException;

    /** Deletes blobs, those that are not there passed over. */
    void delete(Transaction transaction, List<String> names) throws SQLException, IOException;

    /** The names of all blobs last written before an instant. */
    List<String> writtenBefore(Instant limit) throws IOException;
}
