package io.tifl.client.task;

import io.tifl.client.state.StateFile;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clients keep from one order to the next, per job and client: {@link Kept}. As with {@link ErrorFeedback}, what an order
 * left is taken to hold unless {@link #notCounted} says that its reply did not count, and until one or the other is said, an
 * order that comes twice finds what it found the first time. So what a client keeps follows from its own orders and from which
 * of its replies counted, and not from threads or other clients.
 *
 * <p>Lies on the heap, for a device, which {@linkplain #save saves} it; or in a folder, a file for each client, for a simulation
 * of many: then the heap holds names only, and {@link #index} with {@link #restore} take up what was kept at some point, as long
 * as {@link #sweep} was not called since with another. Thread-safe, as long as one client does one order at a time.
 */
public final class ClientMemory {
    private final Map<Owner, Entry> entries = new LinkedHashMap<>();
    private final Optional<Path> folder;
    private boolean changed;

    private ClientMemory(Optional<Path> folder) {
        this.folder = folder;
    }

    /** An empty one on the heap. */
    public ClientMemory() {
        this(Optional.empty());
    }

    /** An empty one whose content lies in this folder, which is made once something is kept. */
    public static ClientMemory in(Path folder) {
        return new ClientMemory(Optional.of(folder));
    }

    /**
     * What was kept when it was saved, on the heap.
     *
     * @throws io.tifl.client.state.DamagedStateException if the file holds anything else
     */
    public static ClientMemory load(StateFile file) throws IOException {
        ClientMemory memory = new ClientMemory();
        file.read(in -> {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                Entry entry = Entry.read(in);
                memory.entries.put(Owner.of(entry.last), entry);
            }
            return memory;
        });
        return memory;
    }

    /** Saves all, what is not yet settled too. */
    public synchronized void save(StateFile file) throws IOException {
        file.write(out -> {
            out.writeInt(entries.size());
            for (Entry entry : entries.values()) {
                entry.write(out);
            }
        });
        changed = false;
    }

    /** Whether a restart would forget something: something is new or other than when it was last saved or loaded. */
    public synchronized boolean changed() {
        return changed;
    }

    private record Owner(String job, String client) {
        static Owner of(TaskId id) {
            return of(id.job(), id.client());
        }

        static Owner of(JobId job, ClientId client) {
            return new Owner(job.whole().value(), client.value());
        }
    }

    // Profiling and evaluating are jobs of their own, on what clients keep for the whole.
    private static boolean isOnTheSide(TaskId id) {
        return !id.job().whole().equals(id.job());
    }

    /** Where something that is kept lies. */
    private sealed interface Place {
        Kept load() throws IOException;

        record OnHeap(Kept kept) implements Place {
            @Override
            public Kept load() {
                return kept;
            }
        }

        /** @param round of the order that left it */
        record InFile(Path path, long round) implements Place {
            @Override
            public Kept load() throws IOException {
                return new StateFile(path).read(Kept::read);
            }
        }
    }

    private static final Place NOWHERE = new Place.OnHeap(Kept.nothing());

    /**
     * What one client keeps.
     *
     * @param before what it kept before its last order
     * @param last its last order that left something
     * @param after what it keeps if the reply to that counts
     */
    private record Entry(Place before, TaskId last, Place after) {
        Place at(TaskId id) {
            return last.equals(id) ? before : after;
        }

        Entry settled(TaskId id, Place place) {
            return last.equals(id) ? new Entry(place, id, place) : this;
        }

        void write(DataOutputStream out) throws IOException {
            out.writeUTF(last.job().value());
            out.writeLong(last.round());
            out.writeUTF(last.client().value());
            before.load().write(out);
            after.load().write(out);
        }

        static Entry read(DataInputStream in) throws IOException {
            JobId job = new JobId(in.readUTF());
            long round = in.readLong();
            TaskId last = new TaskId(job, round, new ClientId(in.readUTF()));
            return new Entry(new Place.OnHeap(Kept.read(in)), last, new Place.OnHeap(Kept.read(in)));
        }
    }

    /** What the client of an order finds; nothing, if it never kept anything. */
    public Kept before(TaskId id) {
        Place place;
        synchronized (this) {
            Entry entry = entries.get(Owner.of(id));
            place = entry == null ? NOWHERE : entry.at(id);
        }
        return load(place, id.client());
    }

    /** What a client keeps of replies that are known to count. */
    public Kept settled(JobId job, ClientId client) {
        Place place;
        synchronized (this) {
            Entry entry = entries.get(Owner.of(job, client));
            place = entry == null ? NOWHERE : entry.before;
        }
        return load(place, client);
    }

    private static Kept load(Place place, ClientId client) {
        try {
            return place.load();
        } catch (IOException e) {
            throw new UncheckedIOException("what " + client + " keeps cannot be read: " + e.getMessage(), e);
        }
    }

    /** What the client of an order keeps from now on, if the reply to it counts; of profiling nothing is kept. */
    void keep(TaskId id, Kept kept) {
        if (isOnTheSide(id)) {
            return;
        }
        Place after = place(id, kept);
        synchronized (this) {
            Entry entry = entries.get(Owner.of(id));
            entries.put(Owner.of(id), new Entry(entry == null ? NOWHERE : entry.at(id), id, after));
            changed = true;
        }
    }

    private Place place(TaskId id, Kept kept) {
        if (folder.isEmpty()) {
            return new Place.OnHeap(kept);
        }
        try {
            Path path = StateFile.folder(folder.get()).resolve(name(id.client().value(), id.round()));
            new StateFile(path).write(kept::write);
            return new Place.InFile(path, id.round());
        } catch (IOException e) {
            throw new UncheckedIOException("what " + id.client() + " keeps cannot be written: " + e.getMessage(), e);
        }
    }

    // ':' may be part of a client's name and of no file's everywhere; '%' of a file's only.
    private static String name(String client, long round) {
        return client.replace(":", "%") + "-" + round;
    }

    /** The reply to that order counts: what it left is kept, for good. */
    public synchronized void counted(TaskId id) {
        entries.computeIfPresent(Owner.of(id), (_, entry) -> entry.settled(id, entry.after));
    }

    /** The reply to that order was lost: its client keeps what it kept before. Nothing happens if it left nothing. */
    public synchronized void notCounted(TaskId id) {
        Entry entry = entries.get(Owner.of(id));
        if (entry != null && entry.last.equals(id) && !entry.before.equals(entry.after)) {
            entries.put(Owner.of(id), entry.settled(id, entry.before));
            changed = true;
        }
    }

    /**
     * Of each client that keeps something, in a folder, the round of the order that left it. What was left by an order of which it
     * is not said yet whether its reply counts is not in it: that order will come again.
     *
     * @param job whose clients
     */
    public synchronized SortedMap<String, Long> index(JobId job) {
        SortedMap<String, Long> rounds = new TreeMap<>();
        entries.forEach((owner, entry) -> {
            if (owner.job.equals(job.value()) && entry.before instanceof Place.InFile file) {
                rounds.put(owner.client, file.round);
            }
        });
        return rounds;
    }

    /**
     * Takes up what is in the folder and was kept when this was the index.
     *
     * @throws IOException if something of it is not there
     */
    public synchronized void restore(JobId job, Map<String, Long> index) throws IOException {
        Path from = folder.orElseThrow(() -> new IllegalStateException("nothing lies in a folder"));
        for (Map.Entry<String, Long> entry : index.entrySet()) {
            Path path = from.resolve(name(entry.getKey(), entry.getValue()));
            if (!Files.exists(path)) {
                throw new IOException("what client " + entry.getKey() + " kept is missing: " + path);
            }
            Place place = new Place.InFile(path, entry.getValue());
            TaskId last = new TaskId(job, entry.getValue(), new ClientId(entry.getKey()));
            entries.put(Owner.of(last), new Entry(place, last, place));
        }
    }

    /** Deletes what lies in the folder and no client keeps any more. */
    public synchronized void sweep() throws IOException {
        if (folder.isEmpty() || !Files.isDirectory(folder.get())) {
            return;
        }
        Set<Path> used = new HashSet<>();
        for (Entry entry : entries.values()) {
            for (Place place : new Place[] {entry.before, entry.after}) {
                if (place instanceof Place.InFile file) {
                    used.add(file.path);
                }
            }
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.get())) {
            for (Path file : files) {
                if (!used.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }
}
