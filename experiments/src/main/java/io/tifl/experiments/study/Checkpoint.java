package io.tifl.experiments.study;

import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a run can go on: written after the model it names, so that it never points to something half-written.
 *
 * @param round the next round to run
 * @param clockNanos virtual time since the run began
 * @param journalBytes length of the journal up to and including the last round before {@code round}
 * @param modelFile name of the file with the model
 * @param modelSha256 of the model's values
 * @param optimizerVectors names of the server optimiser's vectors, each in a file of its own
 * @param clients of each client that keeps something, the round that left it; none in older checkpoints
 * @param privacy the privacy ledger as text; null in checkpoints from before there was one
 * @param flights orders that are out; none in older checkpoints
 */
record Checkpoint(
        long round,
        long clockNanos,
        long journalBytes,
        long modelVersion,
        String modelFile,
        String modelSha256,
        List<String> optimizerVectors,
        SortedMap<String, Long> clients,
        @Nullable String privacy,
        List<Flight> flights) {
    /**
     * An order that is out.
     *
     * @param sinceNanos virtual time at which it went out, since the run began
     * @param patienceNanos for how long it is waited for
     * @param modelVersion of the model its client began with, which is in a file of its own
     */
    record Flight(
            String client,
            long round,
            int lane,
            long sinceNanos,
            long patienceNanos,
            long modelVersion,
            double correction) {}

    Checkpoint {
        flights = Objects.requireNonNullElse(flights, List.of());
        clients = Objects.requireNonNullElse(clients, Collections.emptySortedMap());
    }
}
