package io.tifl.experiments.advi.federated;

import io.tifl.experiments.lead.WorkLeader;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;

/** Carries out fits of posteriors: whoever leads next goes on from the search that was kept. */
public final class PosteriorLeader {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private PosteriorLeader() {}

    /**
     * What a leader works with.
     *
     * @param present clients that are there
     * @param clock by which clients that are gone are waited for
     * @param done told of orders that nobody will ask about again
     */
    public record Parts(
            CoordinatorTransport transport,
            Supplier<SortedSet<ClientId>> present,
            InstantSource clock,
            WorkStore<PosteriorFit> store,
            WorkLeader.Forgetting done) {}

    /** The job that orders are parts of, and the model that they name. */
    public static Map.Entry<JobId, GlobalModel> named() {
        return Map.entry(ShardOrders.WHOLE, ShardOrders.NO_MODEL);
    }

    /** As {@link WorkLeader#start}. */
    public static WorkLeader<PosteriorFit> start(Parts parts) throws IOException, InterruptedException {
        return WorkLeader.start(new WorkLeader.Terms<>(
                parts.store(),
                (fit, keeper, ready) -> new PosteriorRun(
                        fit,
                        new PosteriorRun.Parts(parts.transport(), parts.present(), parts.clock(), keeper, parts.done()),
                        ready),
                PAUSE,
                // Steps compute: virtual threads would keep the others waiting.
                Thread.ofPlatform().daemon()));
    }
}
