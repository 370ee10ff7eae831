package io.tifl.tiering;

import java.util.Arrays;

/**
 * A persistent vector of longs: an edit shares all untouched blocks with the version before. Immutable.
 *
 * <p>Three levels of 64 (the root as wide as needed): reading costs two hops, changing k of n entries copies at most
 * 64 + 64 entries for each and one root of n / 4096, so a round that touches its cohort costs O(cohort) for any realistic
 * population. A value takes 8.6 bytes.
 */
@SuppressWarnings("ReferenceEquality") // whether a block is shared is a question of identity
final class PersistentLongs {
    private static final int BITS = 6;
    private static final int WIDTH = 1 << BITS;
    private static final int MASK = WIDTH - 1;
    private static final PersistentLongs EMPTY = new PersistentLongs(new long[0][][], 0);

    private final long[][][] root;
    private final int size;

    private PersistentLongs(long[][][] root, int size) {
        this.root = root;
        this.size = size;
    }

    static PersistentLongs empty() {
        return EMPTY;
    }

    static PersistentLongs copyOf(long[] values) {
        Editor editor = EMPTY.edit();
        for (long value : values) {
            editor.append(value);
        }
        return editor.done();
    }

    int size() {
        return size;
    }

    long get(int index) {
        return root[index >>> (2 * BITS)][(index >>> BITS) & MASK][index & MASK];
    }

    /** How many values a block has; the last one may have fewer. */
    static int blockSize() {
        return WIDTH;
    }

    int blocks() {
        return (size + MASK) >>> BITS;
    }

    /** Whether a block's values are known to be those of another version, which shares the block: O(1). */
    boolean sharesBlock(int block, PersistentLongs other) {
        return Math.min((block + 1) << BITS, size) <= other.size && leaf(block) == other.leaf(block);
    }

    private long[] leaf(int block) {
        return root[block >>> BITS][block & MASK];
    }

    Editor edit() {
        return new Editor(this);
    }

    /** One series of changes; confined to a thread, and not to be used after {@link #done}. */
    static final class Editor {
        private final PersistentLongs base;
        private long[][][] root;
        private int size;

        private Editor(PersistentLongs base) {
            this.base = base;
            this.root = base.root;
            this.size = base.size;
        }

        int size() {
            return size;
        }

        long get(int index) {
            return root[index >>> (2 * BITS)][(index >>> BITS) & MASK][index & MASK];
        }

        void set(int index, long value) {
            leaf(index)[index & MASK] = value;
        }

        void append(long value) {
            set(size, value);
            size++;
        }

        /** Forgets the last entry. */
        void removeLast() {
            size--;
        }

        PersistentLongs done() {
            return root == base.root && size == base.size ? base : new PersistentLongs(root, size);
        }

        // A node is ours to write if it is not the one the base holds at the same place.
        private long[] leaf(int index) {
            int outer = index >>> (2 * BITS);
            int inner = (index >>> BITS) & MASK;
            long[][] node = node(outer);
            if (node[inner] == null) {
                node[inner] = new long[WIDTH];
            } else if (outer < base.root.length && node[inner] == base.root[outer][inner]) {
                node[inner] = node[inner].clone();
            }
            return node[inner];
        }

        private long[][] node(int outer) {
            if (outer >= root.length) {
                root = Arrays.copyOf(root, Math.max(outer + 1, root.length + root.length / 2));
                fillFrom(outer);
            } else if (root == base.root) {
                root = root.clone();
            }
            if (outer < base.root.length && root[outer] == base.root[outer]) {
                root[outer] = root[outer].clone();
            }
            return root[outer];
        }

        private void fillFrom(int first) {
            for (int i = first; i < root.length; i++) {
                root[i] = new long[WIDTH][];
            }
        }
    }
}
