package io.tifl.leaf.prepare;

import io.tifl.leaf.set.Reading;
import io.tifl.leaf.store.Part;
import io.tifl.leaf.store.StoredSet;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a split set's test examples can be seen while training, by content: real data hold the same example twice now and
 * then, a split that leaks holds many.
 *
 * @param tested test examples
 * @param seen how many of them are, features and labels, examples that somebody trains on
 * @param seenByOwner how many of them are examples that the same user trains on
 * @param overlapping of windows of a text: how many test windows have a half that is half of a window which the same user trains on,
 *     so that they overlap, or the text repeats itself; 0 for other sets
 */
public record LeakCheck(int tested, int seen, int seenByOwner, int overlapping) {
    /**
     * Compares all test examples with all training examples; takes up to 24 bytes of memory for each.
     *
     * @throws IllegalArgumentException if the set is not split
     */
    public static LeakCheck of(StoredSet set) {
        return new Comparison(set).result();
    }

    /** Whether nothing that is tested was seen. */
    public boolean isClean() {
        return seen == 0 && overlapping == 0;
    }

    private static final class Comparison {
        private final int featureBytes;
        private final int labelBytes;
        private final boolean windows;
        private final Part train;
        private final Part test;
        private final Map<String, Part.User> owners = new HashMap<>();

        Comparison(StoredSet set) {
            this.featureBytes = set.form().features().bytes();
            this.labelBytes = set.form().labels().bytes();
            this.windows = set.form().reading() == Reading.LETTERS;
            this.train = set.part("train");
            this.test = set.part("test");
            train.users().forEach(user -> owners.put(user.id(), user));
        }

        LeakCheck result() {
            long[] trained = new long[train.rows()];
            Arrays.setAll(trained, row -> hash(train, row));
            long[] all = trained.clone();
            Arrays.sort(all);
            int seen = 0;
            int seenByOwner = 0;
            int overlapping = 0;
            for (Part.User user : test.users()) {
                long[] own = rows(trained, owners.get(user.id()));
                long[] halves = windows ? halves(owners.get(user.id())) : new long[0];
                for (int row = user.firstRow(); row < user.firstRow() + user.rows(); row++) {
                    long hash = hash(test, row);
                    seen += isAmong(all, hash) ? 1 : 0;
                    seenByOwner += isAmong(own, hash) ? 1 : 0;
                    overlapping +=
                            windows && (isAmong(halves, half(test, row, 0)) || isAmong(halves, half(test, row, 1)))
                                    ? 1
                                    : 0;
                }
            }
            return new LeakCheck(test.rows(), seen, seenByOwner, overlapping);
        }

        private static long[] rows(long[] trained, Part.@Nullable User user) {
            if (user == null) {
                return new long[0];
            }
            long[] hashes = Arrays.copyOfRange(trained, user.firstRow(), user.firstRow() + user.rows());
            Arrays.sort(hashes);
            return hashes;
        }

        private long[] halves(Part.@Nullable User user) {
            long[] hashes = new long[user == null ? 0 : 2 * user.rows()];
            for (int i = 0; user != null && i < user.rows(); i++) {
                hashes[2 * i] = half(train, user.firstRow() + i, 0);
                hashes[2 * i + 1] = half(train, user.firstRow() + i, 1);
            }
            Arrays.sort(hashes);
            return hashes;
        }

        private static boolean isAmong(long[] sorted, long hash) {
            return Arrays.binarySearch(sorted, hash) >= 0;
        }

        private long hash(Part part, int row) {
            long features = hash(part.features(), (long) row * featureBytes, featureBytes, 1);
            return hash(part.labels(), (long) row * labelBytes, labelBytes, features);
        }

        private long half(Part part, int row, int which) {
            int count = featureBytes / 2;
            return hash(part.features(), (long) row * featureBytes + (long) which * count, count, 1);
        }

        private static long hash(MemorySegment bytes, long from, int count, long start) {
            long hash = start;
            int whole = count / Long.BYTES * Long.BYTES;
            for (int i = 0; i < whole; i += Long.BYTES) {
                hash = mixed(hash ^ bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, from + i));
            }
            for (int i = whole; i < count; i++) {
                hash = mixed(hash ^ (bytes.get(ValueLayout.JAVA_BYTE, from + i) & 0xff));
            }
            return hash;
        }

        // The step and the finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
        private static long mixed(long value) {
            long z = value + 0x9e3779b97f4a7c15L;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return z ^ (z >>> 31);
        }
    }
}
