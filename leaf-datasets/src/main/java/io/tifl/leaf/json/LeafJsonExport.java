package io.tifl.leaf.json;

import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.store.Part;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Writes a part of a stored set as LEAF's JSON, byte for byte as LEAF's scripts do with Python's {@code json.dump}: entries in
 * LEAF's order, numbers as Python shows them. {@code hierarchies} is written where a user has one.
 *
 * @param codec of the set's form
 * @param usersPerFile the most users of one file; LEAF's FEMNIST has 100, all others one file
 * @param faults which of LEAF's faults to write
 */
public record LeafJsonExport(LeafCodec codec, int usersPerFile, Faults faults) {
    /** What LEAF's scripts write and should not. */
    public enum Faults {
        /** Nothing of it. */
        NONE,
        /** As in LEAF's {@code train}: without {@code hierarchies}. */
        TRAIN,
        /** As in LEAF's {@code test}: without {@code hierarchies}, and Shakespeare's {@code num_samples} 79 too large. */
        TEST
    }

    public LeafJsonExport {
        if (usersPerFile < 1) {
            throw new IllegalArgumentException("a file holds at least 1 user, got " + usersPerFile);
        }
    }

    /** Without LEAF's faults. */
    public LeafJsonExport(LeafCodec codec, int usersPerFile) {
        this(codec, usersPerFile, Faults.NONE);
    }

    public LeafJsonExport with(Faults wanted) {
        return new LeafJsonExport(codec, usersPerFile, wanted);
    }

    public static LeafJsonExport oneFile(LeafCodec codec) {
        return new LeafJsonExport(codec, Integer.MAX_VALUE);
    }

    /**
     * Writes all files, or none: they get their names when all are complete.
     *
     * @param folder is made where it is missing
     * @param names of the files by their numbers from 0; see {@link LeafFileName}
     * @return the files, in order
     * @throws FileAlreadyExistsException if a file of such a name is there
     * @throws IOException if they cannot be written
     * @throws InterruptedException if interrupted
     */
    public List<Path> write(Part part, Path folder, IntFunction<String> names, ReadProgress progress)
            throws IOException, InterruptedException {
        List<Path> files = new ArrayList<>();
        List<Path> hidden = new ArrayList<>();
        Files.createDirectories(folder);
        try {
            for (int first = 0; first == 0 || first < part.userCount(); first += usersPerFile) {
                Path file = folder.resolve(names.apply(files.size()));
                if (Files.exists(file)) {
                    throw new FileAlreadyExistsException(file + " is there already");
                }
                files.add(file);
                hidden.add(folder.resolve("." + file.getFileName() + ".part"));
                write(
                        part,
                        first,
                        (int) Math.min(part.userCount(), first + (long) usersPerFile),
                        hidden.getLast(),
                        progress);
                if (usersPerFile > part.userCount() - first) {
                    break;
                }
            }
            for (int i = 0; i < files.size(); i++) {
                Files.move(hidden.get(i), files.get(i), StandardCopyOption.ATOMIC_MOVE);
            }
        } finally {
            for (Path file : hidden) {
                Files.deleteIfExists(file);
            }
        }
        return files;
    }

    private void write(Part part, int first, int end, Path file, ReadProgress progress)
            throws IOException, InterruptedException {
        StoredRows rows = new StoredRows(part, codec.form());
        List<Part.User> users = new ArrayList<>();
        List<List<Integer>> elements = new ArrayList<>();
        for (int i = first; i < end; i++) {
            users.add(part.user(i));
            elements.add(elements(rows, users.getLast()));
        }
        try (PythonJson out = new PythonJson(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            head(users, elements, out);
            for (int i = 0; i < users.size(); i++) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("interrupted while writing " + file);
                }
                out.comma(i).string(users.get(i).id()).raw(": {\"x\": [");
                xs(rows, users.get(i), elements.get(i), out);
                out.raw("], \"y\": [");
                ys(rows, users.get(i), elements.get(i), out);
                out.raw("]}");
                progress.at(
                        "writing JSON", users.get(i).firstRow() + users.get(i).rows(), part.rows());
            }
            out.raw("}}");
        }
    }

    /** The rows of each element of a user; empty where every element is one row. */
    private List<Integer> elements(StoredRows rows, Part.User user) throws IOException {
        List<Integer> elements = new ArrayList<>();
        int end = user.firstRow() + user.rows();
        for (int row = user.firstRow(); row < end; ) {
            int count = codec.rowsOfElement(rows, row, end);
            elements.add(count);
            row += count;
        }
        return elements.size() == user.rows() ? List.of() : elements;
    }

    private static int count(Part.User user, List<Integer> elements) {
        return elements.isEmpty() ? user.rows() : elements.size();
    }

    private void head(List<Part.User> users, List<List<Integer>> elements, PythonJson out) throws IOException {
        out.raw("{\"users\": [");
        for (int i = 0; i < users.size(); i++) {
            out.comma(i).string(users.get(i).id());
        }
        if (faults == Faults.NONE
                && users.stream().anyMatch(user -> !user.hierarchy().isEmpty())) {
            out.raw("], \"hierarchies\": [");
            for (int i = 0; i < users.size(); i++) {
                out.comma(i).string(users.get(i).hierarchy());
            }
        }
        int surplus = faults == Faults.TEST ? codec.overcountOfTest() : 0;
        out.raw("], \"num_samples\": [");
        for (int i = 0; i < users.size(); i++) {
            out.comma(i).number(count(users.get(i), elements.get(i)) + surplus);
        }
        out.raw("], \"user_data\": {");
    }

    private void xs(StoredRows rows, Part.User user, List<Integer> elements, PythonJson out) throws IOException {
        int row = user.firstRow();
        for (int i = 0; i < count(user, elements); i++) {
            int rowsOfIt = elements.isEmpty() ? 1 : elements.get(i);
            codec.writeX(rows, row, rowsOfIt, out.comma(i));
            row += rowsOfIt;
        }
    }

    private void ys(StoredRows rows, Part.User user, List<Integer> elements, PythonJson out) throws IOException {
        int row = user.firstRow();
        for (int i = 0; i < count(user, elements); i++) {
            int rowsOfIt = elements.isEmpty() ? 1 : elements.get(i);
            codec.writeY(rows, row, rowsOfIt, out.comma(i));
            row += rowsOfIt;
        }
    }
}
