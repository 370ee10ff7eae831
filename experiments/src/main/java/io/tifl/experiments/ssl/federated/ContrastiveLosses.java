package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.loss.DistanceLoss;
import io.tifl.experiments.ssl.loss.TripletLoss;
import java.util.List;

/** Losses of tasks by their names. */
final class ContrastiveLosses {
    /** The usual one first. */
    static final List<String> NAMES =
            List.of("nce", "subtract", "nce-per-sample", "triplet", "simple", "nce-in-batch", "simple-in-batch");

    private ContrastiveLosses() {}

    /** @param temperature above 0 */
    static TripletLoss named(String name, double temperature) {
        return switch (name) {
            case "nce-in-batch" -> new InBatchLoss(new DistanceLoss.InfoNce(temperature));
            case "simple-in-batch" -> new InBatchLoss(new DistanceLoss.Simple());
            default -> TripletLoss.named(name, temperature);
        };
    }
}
