package io.tifl.experiments.noise.federated;

import io.tifl.experiments.lead.WorkLeader;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.SortedSet;
import java.util.function.Supplier;

/** Carries out evaluations: open rounds are taken up by whoever leads next. */
public final class EvaluationLeader {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private EvaluationLeader() {}

    /**
     * What a leader works with.
     *
     * @param present clients that are there
     * @param done told of orders that nobody will ask about again
     */
    public record Parts(
            CoordinatorTransport transport,
            Supplier<SortedSet<ClientId>> present,
            WorkStore<Evaluation> store,
            RobustnessModels models,
            WorkLeader.Forgetting done) {}

    /** As {@link WorkLeader#start}. */
    public static WorkLeader<Evaluation> start(Parts parts) throws IOException, InterruptedException {
        return WorkLeader.start(new WorkLeader.Terms<>(
                parts.store(),
                (evaluation, keeper, ready) -> new EvaluationRun(
                        evaluation,
                        new EvaluationRun.Parts(
                                parts.transport(), parts.present(), parts.models(), keeper, parts.done()),
                        ready),
                PAUSE,
                Thread.ofVirtual()));
    }
}
