package io.tifl.leaf;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/** What becomes of the owners that are left when all others are in groups of the same size. */
public enum Leftover {
    /** They make a smaller group. */
    SMALLER,
    /** They join the groups there are, one each as far as they go, the first groups first. */
    BIGGER,
    /** They and their examples stay unused. */
    DROP,
    /** There must be none. */
    STRICT;

    /** The name used in files and on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException listing what exists */
    public static Leftover named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no treatment of the left over '" + name + "' among "
                        + Arrays.stream(values()).map(Leftover::toString).collect(Collectors.toList())));
    }

    /** Owners in each group. */
    int[] groups(int owners, int size, String pool) {
        if (owners < size && this != SMALLER) {
            throw new IllegalArgumentException(pool + " has " + owners + " owners, too few for a group of " + size);
        }
        int whole = owners / size;
        int left = owners % size;
        return switch (this) {
            case SMALLER -> sizes(Math.ceilDiv(owners, size), group -> Math.min(size, owners - group * size));
            case BIGGER -> sizes(whole, group -> size + left / whole + (group < left % whole ? 1 : 0));
            case DROP -> sizes(whole, _ -> size);
            case STRICT -> {
                if (left > 0) {
                    throw new IllegalArgumentException(
                            pool + " has " + owners + " owners, which groups of " + size + " do not divide");
                }
                yield sizes(whole, _ -> size);
            }
        };
    }

    private static int[] sizes(int groups, IntUnaryOperator size) {
        int[] sizes = new int[groups];
        Arrays.setAll(sizes, size);
        return sizes;
    }
}
