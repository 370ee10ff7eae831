package io.tifl.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a flat vector of parameters is cut into named tensors, in order. Immutable; size and fingerprint are computed once.
 *
 * <p>Two models exchange parameters only if their layouts are equal; {@link #fingerprint()} is a short check of it.
 */
public final class Layout {
    /** The most values one layout can hold: what a Java array of floats can. */
    public static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private final List<Block> blocks;
    private final int size;
    private final long fingerprint;

    /**
     * One tensor of the flat vector.
     *
     * @param name unique within the layout, not blank, up to 1024 characters, none a control character or half a pair
     * @param shape 1 to 32 lengths of dimensions, each at least 1
     */
    public record Block(String name, List<Integer> shape) {
        private static final int MAX_NAME = 1024;
        private static final int MAX_RANK = 32;

        public Block {
            shape = List.copyOf(shape);
            if (name.isBlank() || name.length() > MAX_NAME) {
                throw new IllegalArgumentException(
                        "a block needs a name of up to " + MAX_NAME + " characters, got " + name.length());
            }
            if (!name.codePoints().allMatch(Layout::isPlain)) {
                throw new IllegalArgumentException("a block's name holds control characters or half characters");
            }
            if (shape.size() > MAX_RANK) {
                throw new IllegalArgumentException(
                        "a block has up to " + MAX_RANK + " dimensions, got " + shape.size());
            }
            if (shape.isEmpty() || shape.stream().anyMatch(length -> length < 1)) {
                throw new IllegalArgumentException("block '" + name + "' needs dimensions of at least 1, got " + shape);
            }
            product(shape);
        }

        /** Number of values in this block. */
        public int size() {
            return product(shape);
        }
    }

    /** @throws IllegalArgumentException if there is no block, a name occurs twice, or there are too many values */
    public Layout(List<Block> blocks) {
        this.blocks = List.copyOf(blocks);
        this.size = checkedSize(this.blocks);
        this.fingerprint = hash(this.blocks);
    }

    /** A layout of one tensor named {@code parameters} with {@code size} values. */
    public static Layout flat(int size) {
        return new Layout(List.of(new Block("parameters", List.of(size))));
    }

    public List<Block> blocks() {
        return blocks;
    }

    /** Number of values in all blocks. */
    public int size() {
        return size;
    }

    /**
     * A 64-bit FNV-1a hash of the layout's bytes in the wire format: equal layouts have equal fingerprints in every JVM and
     * language. It tells models apart, it does not stop someone who searches for a collision.
     */
    public long fingerprint() {
        return fingerprint;
    }

    /** The layout as text, for messages: {@code W[784, 10] b[1, 10]}. */
    public String describe() {
        return blocks.stream().map(block -> block.name() + block.shape()).collect(Collectors.joining(" "));
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || (other instanceof Layout that && fingerprint == that.fingerprint && blocks.equals(that.blocks));
    }

    @Override
    public int hashCode() {
        return Long.hashCode(fingerprint);
    }

    @Override
    public String toString() {
        return "Layout[" + describe() + "]";
    }

    private static boolean isPlain(int codePoint) {
        int type = Character.getType(codePoint);
        return type != Character.CONTROL && type != Character.SURROGATE;
    }

    private static int checkedSize(List<Block> blocks) {
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("a layout needs at least one block");
        }
        Set<String> names = new HashSet<>();
        long total = 0;
        for (Block block : blocks) {
            if (!names.add(block.name())) {
                throw new IllegalArgumentException("two blocks are named '" + block.name() + "'");
            }
            total = bounded(total + block.size());
        }
        return (int) total;
    }

    private static int product(List<Integer> shape) {
        long product = 1;
        for (int length : shape) {
            product = bounded(product * length);
        }
        return (int) product;
    }

    private static long bounded(long values) {
        if (values > MAX_SIZE) {
            throw new IllegalArgumentException("a layout holds at most " + MAX_SIZE + " values, got " + values);
        }
        return values;
    }

    // The same bytes as in docs/wire-format.md: every part has its length in front, so no two layouts read alike.
    private static long hash(List<Block> blocks) {
        long hash = fnv(0xcbf29ce484222325L, blocks.size(), Integer.BYTES);
        for (Block block : blocks) {
            byte[] name = block.name().getBytes(StandardCharsets.UTF_8);
            hash = fnv(hash, name.length, Short.BYTES);
            for (byte b : name) {
                hash = fnv(hash, b, Byte.BYTES);
            }
            hash = fnv(hash, block.shape().size(), Byte.BYTES);
            for (int length : block.shape()) {
                hash = fnv(hash, length, Integer.BYTES);
            }
        }
        return hash;
    }

    private static long fnv(long hash, int littleEndian, int bytes) {
        long result = hash;
        for (int i = 0; i < bytes; i++) {
            result = (result ^ ((littleEndian >>> (8 * i)) & 0xff)) * 0x100000001b3L;
        }
        return result;
    }
}
