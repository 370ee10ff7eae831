package io.tifl.experiments.benchmark.result;

/**
 * What became of requests. Each is counted once.
 *
 * @param ok answered within the objective's limit
 * @param late answered after it
 * @param errors answered with an error, or not at all because the connection broke
 * @param rejected refused by a full queue, status 503
 * @param timeouts not answered in time
 */
public record Counts(long ok, long late, long errors, long rejected, long timeouts) {
    public Counts {
        if (ok < 0 || late < 0 || errors < 0 || rejected < 0 || timeouts < 0) {
            throw new IllegalArgumentException("counts cannot be negative");
        }
    }

    public static Counts none() {
        return new Counts(0, 0, 0, 0, 0);
    }

    public long answered() {
        return ok + late;
    }

    public long total() {
        return ok + late + errors + rejected + timeouts;
    }

    public Counts plus(Counts other) {
        return new Counts(
                ok + other.ok,
                late + other.late,
                errors + other.errors,
                rejected + other.rejected,
                timeouts + other.timeouts);
    }
}
