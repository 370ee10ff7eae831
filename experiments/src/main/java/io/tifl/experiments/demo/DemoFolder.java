package io.tifl.experiments.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Where a demonstration keeps its things: the coordinator's data, the clients' states, and what it was made of.
 *
 * @param isKept whether it stays when the demonstration ends
 */
record DemoFolder(Path path, boolean isKept) implements AutoCloseable {
    private static final String FILE = "demo.properties";
    private static final String LOCK = "demo.lock";
    private static final String ADDRESS = "address";
    private static final String FORMAT = "1";

    /** What a device keeps of its enrolment. */
    private static final List<String> ENROLLED = List.of("identity", "enrolment");

    /**
     * Uses a folder that is new, empty, or that of an earlier demonstration; without one a temporary one.
     *
     * @throws IOException if it cannot be used; the message says why
     */
    static DemoFolder open(Optional<Path> wanted) throws IOException {
        if (wanted.isEmpty()) {
            return new DemoFolder(Files.createTempDirectory("tifl-demo-"), false);
        }
        Path path = wanted.get();
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, "may-", "-write"));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(path + " is no folder; give --data another one", e);
        } catch (AccessDeniedException e) {
            throw new IOException(path + " cannot be written by you; give --data another folder", e);
        } catch (IOException e) {
            throw new IOException(path + " cannot be used for --data: " + e.getMessage(), e);
        }
        return new DemoFolder(path, true);
    }

    /** Held by whoever runs a demonstration here. */
    Path lock() {
        return path.resolve(LOCK);
    }

    Path coordinator() {
        return path.resolve("coordinator");
    }

    Path client(String name) {
        return path.resolve("clients").resolve(name);
    }

    /**
     * Notes where the coordinator serves. Devices take a coordinator at another address for another one, so where it has changed
     * they forget that they are enrolled, and enrol anew under their names.
     */
    void servedAt(URI address) throws IOException {
        Path file = path.resolve(ADDRESS);
        boolean isSame = Files.exists(file) && Files.readString(file).equals(address.toString());
        if (isSame) {
            return;
        }
        for (int i = 0; i < DemoSettings.MOST_CLIENTS; i++) {
            for (String kept : ENROLLED) {
                Files.deleteIfExists(client(DemoClients.name(i)).resolve(kept));
            }
        }
        Files.writeString(file, address.toString());
    }

    /** The operator's token that the coordinator wrote when it first started. */
    String adminToken() throws IOException {
        Path file = coordinator().resolve("admin.token");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "the administrator's token is gone from " + file + "; begin anew with another folder", e);
        }
    }

    /**
     * What the demonstration is made of: as before, where the folder holds one, and otherwise as asked for, which is kept.
     *
     * @param clients asked for; empty for as before, or the usual number
     * @param seed likewise
     * @throws IOException if the folder holds a demonstration of other clients, other data, another version or none at all
     */
    Made made(OptionalInt clients, OptionalLong seed) throws IOException {
        Path file = path.resolve(FILE);
        if (Files.exists(file)) {
            return same(read(file), clients, seed);
        }
        requireEmpty();
        Made made = new Made(clients.orElse(Made.USUAL_CLIENTS), seed.orElse(Made.USUAL_SEED));
        write(file, made);
        return made;
    }

    /**
     * What stays the same from one run to the next.
     *
     * @param seed of the clients' data
     */
    record Made(int clients, long seed) {
        static final int USUAL_CLIENTS = 5;
        static final long USUAL_SEED = 1;
    }

    private Made same(Made before, OptionalInt clients, OptionalLong seed) throws IOException {
        if (clients.orElse(before.clients()) != before.clients() || seed.orElse(before.seed()) != before.seed()) {
            throw new IOException(path + " holds a demo of " + before.clients() + " clients with seed " + before.seed()
                    + "; leave --clients and --seed out to go on with it, or give --data another folder");
        }
        return before;
    }

    private Made read(Path file) throws IOException {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (IllegalArgumentException e) {
            throw damaged(file, e);
        }
        String format = read.getProperty("format", "none");
        if (!format.equals(FORMAT)) {
            throw new IOException(path + " holds a demo of another version of tifl (format " + format + ", expected "
                    + FORMAT + "); give --data another folder");
        }
        try {
            return new Made(
                    Integer.parseInt(read.getProperty("clients", "")), Long.parseLong(read.getProperty("seed", "")));
        } catch (NumberFormatException e) {
            throw damaged(file, e);
        }
    }

    private static IOException damaged(Path file, Exception cause) {
        return new IOException(
                file + " is damaged (expected format, clients and seed); give --data another folder", cause);
    }

    private void requireEmpty() throws IOException {
        try (Stream<Path> files = Files.list(path)) {
            if (files.anyMatch(file -> !file.endsWith(LOCK))) {
                throw new IOException(path + " holds other things than a demo; give --data a new or an empty folder");
            }
        }
    }

    private static void write(Path file, Made made) throws IOException {
        Properties kept = new Properties();
        kept.setProperty("format", FORMAT);
        kept.setProperty("clients", Integer.toString(made.clients()));
        kept.setProperty("seed", Long.toString(made.seed()));
        try (Writer writer = Files.newBufferedWriter(file)) {
            kept.store(writer, "What 'tifl demo' keeps here; delete the whole folder to begin anew.");
        }
    }

    /** Deletes a temporary one. */
    @Override
    public void close() throws IOException {
        if (isKept) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
