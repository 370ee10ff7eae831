package io.tifl.coordinator.observe;

/** What a part of the coordinator tells of its work to. Thread-safe. */
public record Instruments(Meters meters, Traces traces) {
    /** Nobody listens. */
    public static Instruments none() {
        return new Instruments(Meters.none(), Traces.off());
    }
}
