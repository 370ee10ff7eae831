package io.tifl.leaf;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How it is settled which classes a client holds. */
public enum ClassAssignment {
    /**
     * Clients choose in turn, each the classes with the fewest holders so far, at random among equals; so holders differ by at
     * most one between any two classes, whatever the numbers.
     */
    BALANCED {
        @Override
        int[] next(int client, int[] present, int wanted, int[] holders, RandomGenerator random) {
            return Arrays.stream(Deal.shuffle(present.clone(), random))
                    .boxed()
                    .sorted(Comparator.comparingInt(c -> holders[c]))
                    .limit(wanted)
                    .mapToInt(Integer::intValue)
                    .toArray();
        }
    },
    /** Each client draws its classes, whatever the others hold. */
    RANDOM {
        @Override
        int[] next(int client, int[] present, int wanted, int[] holders, RandomGenerator random) {
            return Arrays.copyOf(Deal.shuffle(present.clone(), random), wanted);
        }
    },
    /** Client i holds the classes from the i-th on, beginning again after the last. */
    DETERMINISTIC {
        @Override
        int[] next(int client, int[] present, int wanted, int[] holders, RandomGenerator random) {
            return IntStream.range(0, wanted)
                    .map(j -> present[(client + j) % present.length])
                    .toArray();
        }
    },
    /** Client i holds the i-th class, beginning again after the last, and draws the others. */
    FIRST_DETERMINISTIC {
        @Override
        int[] next(int client, int[] present, int wanted, int[] holders, RandomGenerator random) {
            int first = present[client % present.length];
            IntStream others =
                    Arrays.stream(Deal.shuffle(present.clone(), random)).filter(c -> c != first);
            return IntStream.concat(IntStream.of(first), others).limit(wanted).toArray();
        }
    };

    /** The classes of the next client. */
    abstract int[] next(int client, int[] present, int wanted, int[] holders, RandomGenerator random);

    /**
     * Who holds what: {@code [client][class]}.
     *
     * @param present the classes there are examples of, ascending
     */
    boolean[][] holders(int clients, int classes, int[] present, int wanted, RandomGenerator random) {
        boolean[][] holds = new boolean[clients][classes];
        int[] holders = new int[classes];
        for (int client = 0; client < clients; client++) {
            for (int c : next(client, present, wanted, holders, random)) {
                holds[client][c] = true;
                holders[c]++;
            }
        }
        return holds;
    }

    /** The name used in files and on the command line: {@code first-deterministic}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException listing what exists */
    public static ClassAssignment named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no class assignment '" + name + "' among "
                        + Arrays.stream(values()).map(ClassAssignment::toString).collect(Collectors.toList())));
    }
}
