package io.tifl.leaf.store;

import io.tifl.leaf.set.Form;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sets in a folder, each in a file of its own, {@code DATASET-ID.tifl}, named by its recipe. Thread-safe; other processes may
 * use the folder too.
 *
 * <p>A set is written to a hidden file and moved to its name in one step when it is complete and on the disk: whatever fails, a
 * file that has its name is whole. While one builds a set, others that want the same wait. What a killed process left behind is
 * deleted by the next that builds the set.
 */
public final class SetStore {
    private static final Pattern NAME = Pattern.compile("([a-z0-9][a-z0-9-]*)-([0-9a-f]{16})\\.tifl");
    private static final long POLL_MILLIS = 50;

    private final Path folder;

    /** @param folder is made when a set is built, if it is missing */
    public SetStore(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** A set in the folder. */
    public record Entry(String dataset, String id, Path file, long bytes) {}

    /**
     * Opens a set; builds it first if it is not there.
     *
     * @throws IOException if it is there but damaged or of another form, if the producer fails, or if it cannot be written;
     *     the folder is as before then
     * @throws InterruptedException if interrupted; the folder is as before then
     */
    public StoredSet obtain(Recipe recipe, Form form, Producer producer) throws IOException, InterruptedException {
        Path file = file(recipe);
        if (!Files.exists(file)) {
            build(recipe, form, producer, false);
        }
        return opened(file, recipe, form);
    }

    /** Builds a set, and puts it in the place of the one that is there; those who have that open keep it. */
    public StoredSet rebuild(Recipe recipe, Form form, Producer producer) throws IOException, InterruptedException {
        build(recipe, form, producer, true);
        return opened(file(recipe), recipe, form);
    }

    /** Where a set lies, or would. */
    public Path file(Recipe recipe) {
        return folder.resolve(recipe.dataset() + "-" + recipe.id() + ".tifl");
    }

    private static StoredSet opened(Path file, Recipe recipe, Form form) throws IOException {
        StoredSet set = StoredSet.open(file);
        if (!set.recipe().equals(recipe) || !set.form().equals(form)) {
            set.close();
            throw new IOException(file + " holds another set than the recipe asks for, of form " + set.form()
                    + "; expected " + form + "; delete it, or prepare the set again with --force");
        }
        return set;
    }

    private void build(Recipe recipe, Form form, Producer producer, boolean isForced)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path file = file(recipe);
        String hidden = "." + file.getFileName();
        try (FileChannel channel = FileChannel.open(
                folder.resolve(hidden + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock(channel);
            if (isForced || !Files.exists(file)) {
                deleteLeftovers(hidden);
                write(recipe, form, producer, folder.resolve(hidden + ".part"), file);
            }
        }
    }

    // A lock is the process's: its own other threads are refused rather than made to wait.
    private static void lock(FileChannel channel) throws IOException, InterruptedException {
        while (!tryLock(channel)) {
            Thread.sleep(POLL_MILLIS);
        }
    }

    // Closing the channel ends the lock.
    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private void deleteLeftovers(String hidden) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(folder, hidden + ".part*")) {
            for (Path leftover : leftovers) {
                Files.deleteIfExists(leftover);
            }
        }
    }

    private void write(Recipe recipe, Form form, Producer producer, Path part, Path file)
            throws IOException, InterruptedException {
        try {
            try (SetWriter writer = new SetWriter(recipe, form, part)) {
                producer.produce(writer);
                writer.finish();
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** All sets, by name; those that are damaged too, for nothing but their names is read. */
    public List<Entry> list() throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return entries;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.tifl")) {
            for (Path file : files) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    entries.add(new Entry(name.group(1), name.group(2), file, Files.size(file)));
                }
            }
        }
        entries.sort(Comparator.comparing(Entry::dataset).thenComparing(Entry::id));
        return entries;
    }

    /**
     * Opens the set whose id, or whose file's name, begins so.
     *
     * @return empty if there is none
     * @throws IOException if there are several, or it is damaged
     */
    public Optional<StoredSet> find(String idOrPrefix) throws IOException {
        List<Entry> found = list().stream()
                .filter(entry -> entry.id().startsWith(idOrPrefix)
                        || (entry.dataset() + "-" + entry.id()).startsWith(idOrPrefix))
                .toList();
        if (found.size() > 1) {
            throw new IOException(
                    "'" + idOrPrefix + "' begins the names of " + found.size() + " sets in " + folder + ": "
                            + found.stream()
                                    .map(entry -> entry.dataset() + "-" + entry.id())
                                    .toList());
        }
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(StoredSet.open(found.getFirst().file()));
    }
}
