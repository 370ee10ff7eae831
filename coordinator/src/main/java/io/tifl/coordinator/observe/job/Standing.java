package io.tifl.coordinator.observe.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a job stands, as far as this coordinator has seen.
 *
 * @param waitingSince when it began to wait for clients; empty if it does not
 * @param wanted clients it waits for
 * @param missed rounds in a row without a quorum
 */
record Standing(Optional<Instant> waitingSince, int wanted, int missed) {
    static final Standing AT_WORK = new Standing(Optional.empty(), 0, 0);

    private static final int MANY = 3;
    private static final Duration LONG = Duration.ofMinutes(10);

    Standing waiting(Instant now, int clients) {
        return new Standing(Optional.of(waitingSince.orElse(now)), clients, missed);
    }

    Standing after(boolean quorum) {
        return new Standing(Optional.empty(), 0, quorum ? 0 : missed + 1);
    }

    /** Why it stands still and what to do; empty if it does not. */
    Optional<String> stall(Instant now) {
        if (missed >= MANY) {
            return Optional.of("no quorum in " + missed
                    + " rounds in a row: see with GET /v1/jobs/JOB/rounds/N who was late or rejected and why; bring more"
                    + " clients, or define the job anew with a longer deadline or a smaller quorum");
        }
        return waitingSince
                .filter(since -> !since.plus(LONG).isAfter(now))
                .map(since -> "it has waited since " + since + " until " + wanted
                        + " clients are there: see with GET /v1/clients who is, and start or enrol devices");
    }
}
