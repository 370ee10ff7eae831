package io.tifl.coordinator.kafka;

import io.tifl.coordinator.content.Content;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.kafka.ReplyPiece;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;

/**
 * A reply of which pieces have come and more are to: they lie in a file, hashed as they came. The topic has them too, so the
 * file need not survive. Confined to one thread.
 */
final class UnfinishedReply {
    private final ReplyPiece first;
    private final TopicPartition partition;
    private final long offset;
    private final Path file;
    private final FileChannel channel;
    private final MessageDigest sha256 = ClientKey.sha256();
    private int next;
    private long bytes;
    private long touchedNanos = System.nanoTime();

    /** @param offset of the first piece, from which the topic is read again after a crash */
    UnfinishedReply(ReplyPiece first, TopicPartition partition, long offset, Path file) throws IOException {
        this.first = first;
        this.partition = partition;
        this.offset = offset;
        this.file = file;
        this.channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    ReplyPiece first() {
        return first;
    }

    TopicPartition partition() {
        return partition;
    }

    long offset() {
        return offset;
    }

    /** Whether a piece is of this very sending, and the next one. */
    boolean continuesWith(ReplyPiece piece) {
        return piece.number() == first.number()
                && piece.instance().equals(first.instance())
                && piece.piece().digest().equals(first.piece().digest())
                && piece.piece().count() == first.piece().count()
                && piece.piece().index() == next;
    }

    /** Adds the next piece. */
    void add(byte[] piece) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(piece);
        while (rest.hasRemaining()) {
            int _ = channel.write(rest);
        }
        sha256.update(piece);
        bytes += piece.length;
        next++;
        touchedNanos = System.nanoTime();
    }

    /** Whether more has come than was announced. */
    boolean isTooLong() {
        return bytes > first.piece().length();
    }

    boolean isWhole() {
        return next == first.piece().count();
    }

    /** Whether nothing came for so long. */
    boolean rested(Duration time) {
        return System.nanoTime() - touchedNanos > time.toNanos();
    }

    /** Whether the whole is what was announced and signed; not to be added to any more. */
    boolean isGenuine() {
        return bytes == first.piece().length()
                && ClientKey.digestText(sha256.digest()).equals(first.piece().digest());
    }

    /** The whole reply; whoever keeps it may take its file. */
    Content content() throws IOException {
        channel.close();
        return Content.inFile(file);
    }

    /** Deletes what is left of it. */
    void forget() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
