package io.tifl.experiments.benchmark.schedule;

/** A policy for each tier. */
public record Policies(Placement placement, QueueOrder order) {
    /**
     * The policies of these names.
     *
     * @throws IllegalArgumentException listing what exists, if one does not
     */
    public static Policies named(String placement, String order) {
        return new Policies(
                Placement.catalog().get(placement), QueueOrder.catalog().get(order));
    }

    /** What others are compared to: round robin, first come, first served. */
    public static Policies baseline() {
        return named("round-robin", "fcfs");
    }

    /** Least estimated work, shortest job first. */
    public static Policies standard() {
        return named("least-work", "sjf");
    }

    @Override
    public String toString() {
        return placement.name() + "+" + order.name();
    }
}
