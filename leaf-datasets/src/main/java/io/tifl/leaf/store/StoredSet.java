package io.tifl.leaf.store;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.leaf.FederatedDataset;
import io.tifl.leaf.set.Form;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.set.SetSink;
import io.tifl.leaf.set.SetSource;
import io.tifl.protocol.ClientId;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A prepared set, mapped into memory: opening costs the same whatever its size but for the table of users, pages are read when
 * they are used and shared by all processes that have it open. Thread-safe. What was handed out must not be used after
 * {@link #close()}: it throws {@link IllegalStateException} then.
 *
 * <p>The file, all numbers little-endian:
 * <ul>
 *   <li>64 bytes: {@code TIFLSET\n}, version (4 bytes), 4 zeros, where the head and in it the text begins, length of the file
 *       (8 each), CRC-32C of the head, CRC-32C of all so far (4 each), zeros;
 *   <li>per part the columns {@code features}, {@code labels} and, where there are any, {@code note-ends} (8 bytes per row: where
 *       its note ends) and {@code notes}, each from a multiple of 64 bytes on;
 *   <li>the head: per part {@code user-ends} (8 bytes per user: the row after their last), {@code user-text-ends} (8 bytes per
 *       text) and {@code user-texts} (id and hierarchy of each user, UTF-8); the CRC-32C of each MiB from byte 64 to the head;
 *       and a text of lines that names form, recipe, parts and columns.
 * </ul>
 */
public final class StoredSet implements AutoCloseable {
    private final Path file;
    private final Head head;
    private final Prelude prelude;
    private final Arena arena;
    private final MemorySegment checksums;
    private final SequencedMap<String, Part> parts = new LinkedHashMap<>();

    private StoredSet(Path file, Arena arena, MemorySegment bytes) throws IOException {
        this.file = file;
        this.arena = arena;
        this.prelude = prelude(bytes);
        MemorySegment headBytes = bytes.asSlice(prelude.head());
        if (BlockSums.of(headBytes.asByteBuffer()) != prelude.sum()) {
            throw new IOException("is damaged in its head, from byte " + prelude.head() + " on");
        }
        byte[] text = bytes.asSlice(prelude.text()).toArray(Columns.U8);
        this.head = Head.parse(new String(text, StandardCharsets.UTF_8));
        for (var part : head.parts().entrySet()) {
            parts.put(part.getKey(), new Part(head.form(), part.getValue(), bytes));
        }
        this.checksums =
                bytes.asSlice(head.checksums().offset(), head.checksums().length());
    }

    private static Prelude prelude(MemorySegment bytes) throws IOException {
        if (bytes.byteSize() < Prelude.BYTES) {
            throw new IOException("has only " + bytes.byteSize() + " bytes");
        }
        return Prelude.parse(bytes.asSlice(0, Prelude.BYTES).asByteBuffer(), bytes.byteSize());
    }

    /**
     * Maps a set; checks its head and lengths, but not its columns: see {@link #verify}.
     *
     * @throws IOException if it cannot be read, or is damaged
     */
    @SuppressWarnings("MustBeClosedChecker") // The set owns the arena.
    public static StoredSet open(Path file) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new StoredSet(file, arena, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena));
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            arena.close();
            throw damaged(file, "is damaged in its head: " + e.getMessage(), e);
        } catch (java.nio.file.NoSuchFileException e) {
            arena.close();
            throw e;
        } catch (IOException e) {
            arena.close();
            throw damaged(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static IOException damaged(Path file, String what, Exception cause) {
        return new IOException(file + " " + what + "; delete it, or prepare the set again with --force", cause);
    }

    public String id() {
        return head.recipe().id();
    }

    public Path file() {
        return file;
    }

    public Recipe recipe() {
        return head.recipe();
    }

    public Form form() {
        return head.form();
    }

    /** The names of the parts, in the order of the file: {@code all}, or {@code train} and {@code test}. */
    public List<String> parts() {
        return List.copyOf(parts.sequencedKeySet());
    }

    /** @throws IllegalArgumentException if there is no such part */
    public Part part(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException("no part '" + name + "' among " + parts() + " of set " + id());
        }
        return part;
    }

    /**
     * The users with train examples, in their order, each with their own test examples; what the global model is tested on is
     * the whole part {@code test}, users without train examples included. A set of one part {@code all} trains on all of it.
     *
     * <p>A user's id is the client's id, where it can be; see {@link ClientIds}.
     *
     * @throws IllegalArgumentException if the set has neither part
     */
    public FederatedDataset federated() {
        Part train = part(parts.containsKey("train") ? "train" : "all");
        Examples none = train.mapped(0, 0);
        Part test = parts.get("test");
        Map<String, Part.User> testUsers = new HashMap<>();
        if (test != null) {
            test.users().forEach(user -> testUsers.put(user.id(), user));
        }
        SequencedMap<ClientId, LocalData> clients = new LinkedHashMap<>();
        for (Part.User user : train.users()) {
            if (user.rows() == 0) {
                continue;
            }
            Part.User tested = testUsers.get(user.id());
            Examples own = test == null || tested == null ? none : test.examples(tested);
            clients.put(ClientIds.of(user.id()), new LocalData(train.examples(user), own));
        }
        Form form = form();
        return new FederatedDataset(
                form.dataset(),
                form.features().shape(),
                form.classes(),
                clients,
                test == null ? none : test.examples());
    }

    /**
     * Reads all of it and compares checksums.
     *
     * @throws IOException if a block is damaged: says which bytes of which file, and what to do
     * @throws InterruptedException if interrupted
     */
    public void verify(ReadProgress progress) throws IOException, InterruptedException {
        long start = Prelude.BYTES;
        long end = prelude.head();
        if (checksums.byteSize() != 4L * BlockSums.blocks(end - start)) {
            throw damaged(
                    file, "has " + checksums.byteSize() / 4 + " checksums for " + end + " bytes", new EOFException());
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int[] sums = BlockSums.of(channel, start, end, done -> progress.at("checking " + id(), done, end - start));
            for (int i = 0; i < sums.length; i++) {
                if (sums[i] != checksums.getAtIndex(Columns.I32, i)) {
                    throw damaged(file, i, start, end);
                }
            }
        }
    }

    private static IOException damaged(Path file, int block, long start, long end) {
        long from = start + (long) block * BlockSums.BLOCK;
        long to = Math.min(from + BlockSums.BLOCK, end);
        return damaged(file, "is damaged between bytes " + from + " and " + to, new IOException("checksums differ"));
    }

    /** A part, to be read like any other source. */
    public SetSource source(String part) {
        return new PartSource(this, part, part(part));
    }

    @Override
    public void close() {
        arena.close();
    }

    /** Pushes the rows of a part. */
    private record PartSource(StoredSet set, String name, Part part) implements SetSource {
        @Override
        public Form form() {
            return set.form();
        }

        @Override
        public List<String> origin() {
            return List.of("set " + set.id(), "part " + name);
        }

        @Override
        public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
            RowBuffer buffer = part.buffer();
            for (int i = 0; i < part.userCount(); i++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while reading set " + set.id());
                }
                Part.User user = part.user(i);
                sink.user(user.id(), user.hierarchy());
                for (int row = user.firstRow(); row < user.firstRow() + user.rows(); row++) {
                    part.push(row, buffer, sink);
                }
                progress.at("reading set " + set.id(), user.firstRow() + user.rows(), part.rows());
            }
        }
    }
}
