package io.tifl.leaf.set;

import java.util.List;

/**
 * Numbers that every example of a set has equally many of.
 *
 * @param shape of one example's; empty for one number. A dimension of 0 means that examples have none
 */
public record Column(ElementType type, List<Integer> shape) {
    public Column {
        shape = List.copyOf(shape);
        if (shape.stream().anyMatch(length -> length < 0)) {
            throw new IllegalArgumentException("a shape has dimensions of 0 or more, got " + shape);
        }
    }

    public static Column of(ElementType type, Integer... shape) {
        return new Column(type, List.of(shape));
    }

    /** Numbers per example. */
    public int values() {
        return shape.stream().mapToInt(Integer::intValue).reduce(1, Math::multiplyExact);
    }

    /** Bytes per example. */
    public int bytes() {
        return Math.multiplyExact(values(), type.bytes());
    }
}
