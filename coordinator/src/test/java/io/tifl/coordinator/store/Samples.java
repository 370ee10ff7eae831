package io.tifl.coordinator.store;

import io.tifl.aggregation.OptimizerState;
import io.tifl.coordinator.round.ClientReport;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Flight;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.Rejection;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.tiering.Cohort;
import io.tifl.tiering.Feedback;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** States, reports and replies for tests. */
final class Samples {
    static final JobId JOB = new JobId("job-1");
    static final Instant STARTED = Instant.parse("2026-03-01T12:00:00.123456789Z");

    private Samples() {}

    static ClientId client(int number) {
        return new ClientId("client-%05d".formatted(number));
    }

    static TaskId task(long round, int client) {
        return new TaskId(JOB, round, client(client));
    }

    static TierPlan plan(int clients) {
        return TierPlan.untiered(
                IntStream.range(0, clients).mapToObj(Samples::client).toList());
    }

    static Federation first(JobId job, int values, int clients) {
        Parameters zeros = Parameters.zeros(Layout.flat(values));
        GlobalModel model = new GlobalModel(ModelSpec.of("logistic"), 0, zeros);
        OptimizerState state = new OptimizerState(new TreeMap<>(Map.of("momentum", zeros)));
        return new Federation(job, 0, model, state, plan(clients), new Seed(7));
    }

    /** What a round would yield: everything moves, in a way that depends on the round alone. */
    static Outcome next(Federation before) {
        long round = before.round();
        Federation after = new Federation(
                before.job(),
                round + 1,
                before.model().next(filled(before, (int) round + 1)),
                new OptimizerState(new TreeMap<>(Map.of("momentum", filled(before, -(int) round)))),
                before.tiers().with(client((int) (round % 10)), Duration.ofMillis(100 + round)),
                before.seed());
        return new Outcome(after, report(round, round + 1), nothing(round));
    }

    /** An order that went out in a round with the state's model. */
    static Flight flight(Federation state, int client) {
        return new Flight(
                client(client),
                state.round(),
                client % 3,
                STARTED.plusNanos(client),
                Duration.ofSeconds(10, client),
                state.model(),
                1 + 1.0 / (client + 1));
    }

    /** The report of a round with a reply that counted and was asked for in an earlier one. */
    static RoundReport late(long round, int client, long roundsAgo) {
        return new RoundReport(
                round,
                round + 1,
                RoundReport.Status.COMMITTED,
                OptionalInt.empty(),
                STARTED,
                Duration.ofSeconds(1),
                List.of(
                        counted(client(client), ClientReport.Status.COUNTED).asked(roundsAgo),
                        counted(client(client + 1), ClientReport.Status.TIMED_OUT)
                                .asked(roundsAgo),
                        counted(client(client + 2), ClientReport.Status.COUNTED)),
                Optional.empty());
    }

    private static ClientReport counted(ClientId client, ClientReport.Status status) {
        return new ClientReport(client, status, Optional.empty(), 1, 1, Metrics.none(), Optional.empty(), "");
    }

    private static Parameters filled(Federation like, int value) {
        Layout layout = like.model().parameters().layout();
        float[] values = new float[layout.size()];
        Arrays.fill(values, value);
        return Parameters.owning(layout, values);
    }

    static Feedback nothing(long round) {
        return new Feedback(
                round,
                new Cohort(OptionalInt.empty(), List.of()),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                List.of());
    }

    static RoundReport report(long round, long modelVersion) {
        return new RoundReport(
                round,
                modelVersion,
                RoundReport.Status.COMMITTED,
                OptionalInt.of(2),
                STARTED,
                Duration.ofSeconds(3, 5),
                List.of(
                        new ClientReport(
                                client(1),
                                ClientReport.Status.COUNTED,
                                Optional.of(Duration.ofMillis(17)),
                                12,
                                4096,
                                Metrics.of("loss", 0.25).with("accuracy", Double.NaN),
                                Optional.empty(),
                                ""),
                        new ClientReport(
                                client(2),
                                ClientReport.Status.REJECTED,
                                Optional.of(Duration.ofSeconds(1)),
                                0,
                                99,
                                Metrics.none(),
                                Optional.of(Rejection.NOT_FINITE),
                                "value 3 is NaN – ü"),
                        new ClientReport(
                                client(3),
                                ClientReport.Status.TIMED_OUT,
                                Optional.empty(),
                                0,
                                0,
                                Metrics.none(),
                                Optional.empty(),
                                "no reply")),
                Optional.of(new Evaluated(0.5, 1.25, List.of(OptionalDouble.of(0.75), OptionalDouble.empty()))));
    }
}
