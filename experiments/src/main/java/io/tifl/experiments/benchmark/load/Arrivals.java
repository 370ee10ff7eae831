package io.tifl.experiments.benchmark.load;

import io.tifl.experiments.benchmark.spec.Workload;
import io.tifl.protocol.Seed;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.LongUnaryOperator;
import java.util.random.RandomGenerator;

/**
 * The plan of an open loop: when each request is to be sent, in nanoseconds from the start, ascending. It is made as it is read, so a
 * plan of any length takes no memory; the same seed gives the same plan. The first request is at 0. The plan ends when both the
 * duration and the number of requests are reached; a burst is one burst, of the greater of {@code concurrency} and {@code requests},
 * and a trace ends with its last time.
 */
public final class Arrivals {
    private static final double NANOS = 1e9;
    /** A century: sums of gaps cannot overflow. */
    private static final long LONGEST = (long) (100 * 365.25 * 86_400 * NANOS);

    private final Workload workload;
    private final Seed seed;

    private Arrivals(Workload workload, Seed seed) {
        this.workload = workload;
        this.seed = seed;
    }

    /**
     * The plan of a workload.
     *
     * @throws IllegalArgumentException for closed loops, whose requests wait for answers
     */
    public static Arrivals of(Workload workload, Seed seed) {
        if (workload.mode().isClosedLoop()) {
            throw new IllegalArgumentException(
                    "a workload of mode '" + workload.mode() + "' has no plan: its requests wait for answers");
        }
        return new Arrivals(workload, seed.child("arrivals"));
    }

    /** The planned times from the first on; each call starts anew. */
    public PrimitiveIterator.OfLong times() {
        return switch (workload.mode()) {
            case BURST -> new Counted(Math.max(workload.concurrency(), workload.requests()), _ -> 0);
            case TRACE ->
                new Counted(
                        workload.times().size(),
                        i -> Math.round(workload.times().get((int) i) * NANOS));
            case CONSTANT -> new Until(workload, constant());
            case POISSON, PROGRESSIVE -> new Until(workload, gaps(1));
            case GAMMA -> new Until(workload, gaps(workload.shape()));
            case BLOCKING, CONCURRENCY -> throw new IllegalStateException("closed loops have no plan");
        };
    }

    // Each from its number, not from the one before: the rate is exact however long the plan is.
    private LongUnaryOperator constant() {
        long[] number = {0};
        return _ -> Math.min(LONGEST, Math.round(++number[0] * (NANOS / workload.rate())));
    }

    private LongUnaryOperator gaps(double shape) {
        RandomGenerator chance = seed.generator();
        double scale = NANOS / (workload.rate() * shape);
        return before -> Math.min(LONGEST, before + Math.round(Math.min(LONGEST, scale * Gamma.next(chance, shape))));
    }

    /** So many times. */
    private static final class Counted implements PrimitiveIterator.OfLong {
        private final long count;
        private final LongUnaryOperator time;
        private long next;

        Counted(long count, LongUnaryOperator time) {
            this.count = count;
            this.time = time;
        }

        @Override
        public boolean hasNext() {
            return next < count;
        }

        @Override
        public long nextLong() {
            if (!hasNext()) {
                throw new NoSuchElementException("the plan has " + count + " requests");
            }
            return time.applyAsLong(next++);
        }
    }

    /** Times until both the duration and the number of requests are reached. */
    private static final class Until implements PrimitiveIterator.OfLong {
        private final long duration;
        private final long requests;
        private final LongUnaryOperator following;
        private long time;
        private long passed;

        Until(Workload workload, LongUnaryOperator following) {
            this.duration = workload.duration().toNanos();
            this.requests = workload.requests();
            this.following = following;
        }

        @Override
        public boolean hasNext() {
            return time < duration || passed < requests;
        }

        @Override
        public long nextLong() {
            if (!hasNext()) {
                throw new NoSuchElementException("the plan has " + passed + " requests");
            }
            long planned = time;
            passed++;
            time = following.applyAsLong(planned);
            return planned;
        }
    }
}
