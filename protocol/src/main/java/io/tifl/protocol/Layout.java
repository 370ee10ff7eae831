package io.tifl.protocol;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a flat vector of parameters is cut into named tensors, in order.
 *
 * <p>Two models exchange parameters only if their layouts are equal; {@link #fingerprint()} is a short proof of it.
 */
public record Layout(List<Block> blocks) {
    /**
     * One tensor of the flat vector.
     *
     * @param name unique within the layout, not blank
     * @param shape lengths of the dimensions, each at least 1
     */
    public record Block(String name, List<Integer> shape) {
        public Block {
            shape = List.copyOf(shape);
            if (name.isBlank()) {
                throw new IllegalArgumentException("a block needs a name");
            }
            if (shape.isEmpty() || shape.stream().anyMatch(length -> length < 1)) {
                throw new IllegalArgumentException("block '" + name + "' needs dimensions of at least 1, got " + shape);
            }
        }

        /** Number of values in this block. */
        public long size() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Layout::bounded);
        }
    }

    public Layout {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("a layout needs at least one block");
        }
        Set<String> names = new HashSet<>();
        long total = 0;
        for (Block block : blocks) {
            if (!names.add(block.name())) {
                throw new IllegalArgumentException("two blocks are named '" + block.name() + "'");
            }
            total = Math.addExact(total, block.size());
        }
        if (total > MAX_SIZE) {
            throw new IllegalArgumentException("a layout holds at most " + MAX_SIZE + " values, got " + total);
        }
    }

    /** The most values one layout can hold: what a Java array of floats can. */
    public static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private static long bounded(long a, long b) {
        long product = Math.multiplyExact(a, b);
        if (product > MAX_SIZE) {
            throw new IllegalArgumentException("a layout holds at most " + MAX_SIZE + " values, got " + product);
        }
        return product;
    }

    /** A layout of one unnamed tensor with {@code size} values. */
    public static Layout flat(int size) {
        return new Layout(List.of(new Block("parameters", List.of(size))));
    }

    /** Number of values in all blocks. */
    public int size() {
        long total = 0;
        for (Block block : blocks) {
            total += block.size();
        }
        return Math.toIntExact(total);
    }

    /** A 64-bit FNV-1a hash of names and shapes in order: equal layouts have equal fingerprints in every JVM. */
    public long fingerprint() {
        long hash = 0xcbf29ce484222325L;
        for (byte b : describe().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The layout as text, for messages: {@code W[784, 10] b[1, 10]}. */
    public String describe() {
        return blocks.stream().map(block -> block.name() + block.shape()).collect(Collectors.joining(" "));
    }
}
