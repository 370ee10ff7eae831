package io.tifl.leaf.raw;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Comments dealt to files on disk by their authors, so that those of one author, among millions, come together. First all are
 * added, then bucket after bucket is read. The files go when it is closed. Confined to one thread.
 */
final class Buckets implements Closeable {
    static final int COUNT = 256;

    private static final int BUFFER = 1 << 14;

    private final Path folder;
    private final List<DataOutputStream> outs = new ArrayList<>();
    private final long[] counts = new long[COUNT];

    private Buckets(Path folder) {
        this.folder = folder;
    }

    /** @param parent an existing folder, where a temporary one is made */
    static Buckets in(Path parent) throws IOException {
        Buckets buckets = new Buckets(Files.createTempDirectory(parent, "tifl-reddit-"));
        try {
            for (int i = 0; i < COUNT; i++) {
                buckets.outs.add(
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(buckets.file(i)), BUFFER)));
            }
            return buckets;
        } catch (IOException e) {
            buckets.close();
            throw e;
        }
    }

    void add(Comment comment) throws IOException {
        int bucket = Math.floorMod((comment.author().hashCode() * 0x9e3779b9) >>> 16, COUNT);
        try {
            comment.write(outs.get(bucket));
        } catch (IOException e) {
            throw full(e);
        }
        counts[bucket]++;
    }

    /** Nothing can be added any more. */
    void finish() throws IOException {
        for (DataOutputStream out : outs) {
            try {
                out.close();
            } catch (IOException e) {
                throw full(e);
            }
        }
    }

    /** A bucket's comments by author, sorted; those of one in the order they were added. */
    SortedMap<String, List<Comment>> read(int bucket) throws IOException {
        SortedMap<String, List<Comment>> byAuthor = new TreeMap<>();
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file(bucket)), 1 << 16))) {
            for (long i = 0; i < counts[bucket]; i++) {
                Comment comment = Comment.read(in);
                byAuthor.computeIfAbsent(comment.author(), _ -> new ArrayList<>())
                        .add(comment);
            }
        }
        return byAuthor;
    }

    private IOException full(IOException cause) {
        return new IOException(
                "cannot write to " + folder + ", where comments are sorted: " + cause.getMessage()
                        + "; the setting work-folder names a place with more room",
                cause);
    }

    private Path file(int bucket) {
        return folder.resolve("%03d".formatted(bucket));
    }

    @Override
    public void close() throws IOException {
        for (DataOutputStream out : outs) {
            try {
                out.close();
            } catch (IOException _) {
                // What could not be written is deleted next.
            }
        }
        for (int i = 0; i < COUNT; i++) {
            Files.deleteIfExists(file(i));
        }
        Files.deleteIfExists(folder);
    }
}
