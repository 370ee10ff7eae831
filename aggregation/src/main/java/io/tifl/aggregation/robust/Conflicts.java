package io.tifl.aggregation.robust;

import java.util.BitSet;

/** Pairs that cannot both be kept: an undirected graph. Confined to one thread. */
final class Conflicts {
    private final int size;
    private final BitSet[] with;

    Conflicts(int size) {
        this.size = size;
        this.with = new BitSet[size];
        for (int i = 0; i < size; i++) {
            with[i] = new BitSet(size);
        }
    }

    void add(int one, int other) {
        with[one].set(other);
        with[other].set(one);
    }

    /** Whether taking {@code most} away can leave no conflict. */
    boolean coverable(int most) {
        return coverable(everything(), most);
    }

    /**
     * The set without a conflict of {@code count} that comes first when sets are written in ascending order and compared like
     * words.
     *
     * @throws IllegalStateException if there is none
     */
    int[] firstLeft(int count) {
        BitSet left = everything();
        int spare = size - count;
        int[] kept = new int[count];
        int found = 0;
        for (int i = 0; i < size && found < count; i++) {
            if (!left.get(i)) {
                continue;
            }
            // Keeping one takes away all that it conflicts with, and some more where others do with each other.
            BitSet others = minus(left, with[i]);
            others.clear(i);
            int taken = common(left, with[i]);
            if (taken <= spare && coverable(others, spare - taken)) {
                kept[found++] = i;
                left = others;
                spare -= taken;
            } else {
                left.clear(i);
                spare--;
            }
        }
        if (found < count) {
            throw new IllegalStateException("no " + count + " of " + size + " are without a conflict");
        }
        return kept;
    }

    private BitSet everything() {
        BitSet all = new BitSet(size);
        all.set(0, size);
        return all;
    }

    // Of the one with most conflicts, either it goes or all that it conflicts with; with two at most each, they are
    // paths
    // and rings.
    private boolean coverable(BitSet left, int most) {
        int widest = -1;
        int conflicts = 0;
        int sum = 0;
        for (int i = left.nextSetBit(0); i >= 0; i = left.nextSetBit(i + 1)) {
            int own = common(left, with[i]);
            sum += own;
            if (own > conflicts) {
                conflicts = own;
                widest = i;
            }
        }
        if (conflicts == 0) {
            return true;
        }
        if ((long) conflicts * most < sum / 2) {
            return false;
        }
        if (conflicts <= 2) {
            return pathsAndRings(left) <= most;
        }
        BitSet without = (BitSet) left.clone();
        without.clear(widest);
        if (coverable(without, most - 1)) {
            return true;
        }
        return conflicts <= most && coverable(minus(without, with[widest]), most - conflicts);
    }

    /** How many have to go where none conflicts with more than two: half of a path's pairs and of a ring's, rounded up. */
    private int pathsAndRings(BitSet left) {
        BitSet open = (BitSet) left.clone();
        int needed = 0;
        while (!open.isEmpty()) {
            BitSet part = new BitSet(size);
            BitSet edge = new BitSet(size);
            edge.set(open.nextSetBit(0));
            while (!edge.isEmpty()) {
                part.or(edge);
                BitSet next = new BitSet(size);
                edge.stream().forEach(i -> next.or(with[i]));
                next.and(left);
                next.andNot(part);
                edge = next;
            }
            int pairs = part.stream().map(i -> common(part, with[i])).sum() / 2;
            needed += (pairs + 1) / 2;
            open.andNot(part);
        }
        return needed;
    }

    private static BitSet minus(BitSet all, BitSet some) {
        BitSet rest = (BitSet) all.clone();
        rest.andNot(some);
        return rest;
    }

    private static int common(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both.cardinality();
    }
}
