package io.tifl.coordinator.store;

import io.tifl.coordinator.content.Content;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Blobs in the database, in pieces of one mebibyte, so that every coordinator that reaches it has them. */
final class TableBlobs implements Blobs {
    private static final int PIECE = 1 << 20;

    private final Database database;
    private final InstantSource clock;

    TableBlobs(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public void put(Blob blob) throws IOException {
        database.change(transaction -> ensure(transaction, blob));
    }

    @Override
    public Blob write(long bytes, Writing writing) throws IOException {
        Blob blob = Blob.written(bytes, writing);
        put(blob);
        return blob;
    }

    @Override
    public void ensure(Transaction transaction, Blob blob) throws SQLException {
        int fresh = transaction.update(
                "insert into blob (name, length, written) values (?, ?, ?)"
                        + " on conflict (name) do update set written = excluded.written",
                blob.name(),
                blob.length(),
                clock.instant());
        if (fresh > 0 && !transaction.exists("select 1 from blob_piece where name = ? limit 1", blob.name())) {
            pieces(transaction, blob);
        }
    }

    private static void pieces(Transaction transaction, Blob blob) throws SQLException {
        Content content = blob.content();
        int piece = 0;
        for (int from = 0; from < content.length(); from += PIECE) {
            transaction.update(
                    "insert into blob_piece (name, piece, bytes) values (?, ?, ?)",
                    blob.name(),
                    piece++,
                    content.copy(from, Math.min(PIECE, content.length() - from)));
        }
    }

    @Override
    public ReadableByteChannel open(String name, long offset) throws IOException {
        long length = database.read(transaction ->
                        transaction.first("select length from blob where name = ?", row -> row.number("length"), name))
                .orElseThrow(() -> new NoSuchFileException(name));
        return new Pieces(name, offset, length);
    }

    @Override
    public ByteBuffer read(String name) throws IOException {
        try (InputStream content = Channels.newInputStream(open(name, 0))) {
            return ByteBuffer.wrap(content.readAllBytes());
        }
    }

    @Override
    public void delete(Transaction transaction, List<String> names) throws SQLException {
        transaction.updateEach(
                "delete from blob where name = ?",
                names.stream().map(name -> new Object[] {name}).toList());
    }

    @Override
    public List<String> writtenBefore(Instant limit) throws IOException {
        return database.read(transaction ->
                transaction.list("select name from blob where written < ?", row -> row.text("name"), limit));
    }

    /** Fetches one piece after another, so that memory is taken for one at a time. */
    private final class Pieces implements ReadableByteChannel {
        private final String name;
        private final long length;
        private long at;
        private byte[] piece = new byte[0];
        private long pieceNumber = -1;
        private boolean closed;

        Pieces(String name, long offset, long length) {
            this.name = name;
            this.at = offset;
            this.length = length;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (closed) {
                throw new ClosedChannelException();
            }
            if (at >= length) {
                return -1;
            }
            fetch(at / PIECE);
            int from = (int) (at % PIECE);
            int count = Math.min(target.remaining(), piece.length - from);
            target.put(piece, from, count);
            at += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }

        private void fetch(long number) throws IOException {
            if (number == pieceNumber) {
                return;
            }
            Optional<byte[]> found = database.read(transaction -> transaction.first(
                    "select bytes from blob_piece where name = ? and piece = ?",
                    row -> row.bytes("bytes"),
                    name,
                    number));
            int expected = (int) Math.min(PIECE, length - number * PIECE);
            piece = found.filter(bytes -> bytes.length == expected).orElseThrow(() -> new NoSuchFileException(name));
            pieceNumber = number;
        }
    }
}
