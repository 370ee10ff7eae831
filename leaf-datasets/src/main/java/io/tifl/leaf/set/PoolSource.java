package io.tifl.leaf.set;

import io.tifl.client.Examples;
import io.tifl.leaf.Checksums;
import io.tifl.leaf.Partition;
import io.tifl.leaf.Pool;
import io.tifl.protocol.ClientId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.IntStream;

/**
 * Examples in memory as a set: users are their owners, or one user {@value #EVERYBODY} where nobody owns them. Pixels stay
 * bytes; other features become 32-bit floats.
 */
public final class PoolSource implements SetSource {
    /** The user who holds examples without owners. */
    public static final String EVERYBODY = "all";

    private static final int CHECK_EVERY = 1024;

    private final String what;
    private final Form form;
    private final Examples examples;
    private final SequencedMap<String, int[]> users;

    private PoolSource(String what, String dataset, Examples examples, SequencedMap<String, int[]> users) {
        this.what = what;
        this.examples = examples;
        this.users = users;
        Column features = new Column(examples.hasPixels() ? ElementType.U8 : ElementType.F32, examples.featureShape());
        Reading reading = examples.hasPixels() ? Reading.PIXELS : Reading.PLAIN;
        this.form = new Form(dataset, features, reading, Column.of(labelType(examples)), examples.classes(), false);
    }

    /** The training examples; those that nobody owns are left out where others have owners. */
    public static PoolSource train(Pool pool) {
        SequencedMap<String, int[]> users =
                pool.owners().map(PoolSource::byOwner).orElseGet(() -> byEverybody(pool.train()));
        return new PoolSource(pool.name() + " train", pool.name(), pool.train(), users);
    }

    /**
     * The official test examples.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static PoolSource test(Pool pool) {
        if (pool.test().size() == 0) {
            throw new IllegalArgumentException(pool.name() + " has no official test examples");
        }
        return new PoolSource(pool.name() + " test", pool.name(), pool.test(), byEverybody(pool.test()));
    }

    private static SequencedMap<String, int[]> byOwner(Partition owners) {
        SequencedMap<String, int[]> users = new LinkedHashMap<>();
        for (ClientId owner : owners.clients()) {
            users.put(owner.value(), owners.rows(owner));
        }
        return users;
    }

    private static SequencedMap<String, int[]> byEverybody(Examples examples) {
        SequencedMap<String, int[]> users = new LinkedHashMap<>();
        users.put(EVERYBODY, IntStream.range(0, examples.size()).toArray());
        return users;
    }

    private static ElementType labelType(Examples examples) {
        if (examples.classes() <= 1 << Byte.SIZE) {
            return ElementType.U8;
        }
        return examples.classes() <= 1 << Short.SIZE ? ElementType.U16 : ElementType.I32;
    }

    @Override
    public Form form() {
        return form;
    }

    /** What it is, and the SHA-256 of its users' names, features and labels. */
    @Override
    public List<String> origin() {
        MessageDigest digest = Checksums.digest("SHA-256");
        Row row = new Row();
        users.forEach((user, rows) -> {
            digest.update((user + "\n" + rows.length + "\n").getBytes(StandardCharsets.UTF_8));
            for (int i : rows) {
                row.read(i);
                digest.update(row.features);
                digest.update(row.labels);
            }
        });
        return List.of(what, "sha256 " + HexFormat.of().formatHex(digest.digest()));
    }

    @Override
    public void read(SetSink sink, ReadProgress progress) throws IOException, InterruptedException {
        long all = users.values().stream().mapToLong(rows -> rows.length).sum();
        long done = 0;
        Row row = new Row();
        for (var user : users.entrySet()) {
            sink.user(user.getKey(), "");
            for (int i : user.getValue()) {
                row.read(i);
                sink.example(row.features, row.labels, SetSink.NO_NOTE);
                if (++done % CHECK_EVERY == 0) {
                    checkInterrupt();
                    progress.at("reading " + what, done, all);
                }
            }
        }
        progress.at("reading " + what, all, all);
    }

    private static void checkInterrupt() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while a set was read");
        }
    }

    /** Room for one example as bytes. */
    private final class Row {
        final byte[] features = new byte[form.features().bytes()];
        final byte[] labels = new byte[form.labels().bytes()];
        private final float[] values = new float[form.features().values()];

        void read(int row) {
            if (examples.hasPixels()) {
                examples.pixels(row, features, 0);
            } else {
                examples.features(row, values, 0);
                ByteBuffer.wrap(features)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .put(values);
            }
            int label = examples.label(row);
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) (label >> (Byte.SIZE * i));
            }
        }
    }
}
