package io.tifl.experiments.advi.federated;

import io.tifl.aggregation.Add;
import io.tifl.aggregation.UpdateLimits;
import io.tifl.aggregation.WeightedMean;
import io.tifl.client.LocalData;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.EvaluationSchedule;
import io.tifl.coordinator.round.Evaluator;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.LearningRateSchedule;
import io.tifl.coordinator.round.Participation;
import io.tifl.coordinator.round.Recipe;
import io.tifl.coordinator.round.RoundEngine;
import io.tifl.coordinator.round.Work;
import io.tifl.experiments.advi.amortised.Calibration;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.SchedulingPolicy;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A simulated fleet that trains a model with amortised posteriors as a job on a service would, and judges it after each round by what its
 * clients report.
 *
 * @param model settings of {@link ColumnsModel}
 * @param task settings of {@link AdviTrainTask}, without the learning rate
 * @param judge settings of {@link JudgeTask}
 * @param rounds in which all clients take part
 */
public record AmortisedFleet(Settings model, Settings task, Settings judge, double learningRate, int rounds) {
    private static final Duration PATIENCE = Duration.ofDays(10);

    /**
     * A model as its fleet's test images show it.
     *
     * @param selbo mean over the images, in nats, with the weight beta on prior and posterior
     * @param siwae the same of SIWAE
     * @param error expected calibration error
     */
    public record Judged(
            int round,
            double selbo,
            double siwae,
            double accuracy,
            double negativeLogLikelihood,
            double error,
            double brier,
            double effectiveModes) {
        static Judged of(int round, JudgeReport report) {
            Calibration calibration = report.predictions().calibration();
            return new Judged(
                    round,
                    report.selbo(),
                    report.siwae(),
                    calibration.accuracy(),
                    calibration.negativeLogLikelihood(),
                    calibration.expectedError(),
                    calibration.brierScore(),
                    report.modes().use().effective());
        }
    }

    /**
     * Trains from parameters that the seed draws.
     *
     * @param data of the clients
     * @param workers threads that train at once; they do not change the results
     * @return the model as it was after each round
     */
    public List<Judged> run(Map<ClientId, LocalData> data, int workers, Seed seed) throws InterruptedException {
        List<Judged> judged = new ArrayList<>();
        ModelSpec spec = new ModelSpec(ColumnsModel.NAME, model);
        GlobalModel first = new GlobalModel(
                spec, 0, new ColumnsModel().initial(model, seed.child("init").value()));
        try (SimulatedShards fleet = new SimulatedShards(data, workers, seed)) {
            Evaluator evaluator = (now, _) -> {
                Judged found = Judged.of(Math.toIntExact(now.version()), judged(fleet, now, data, seed));
                judged.add(found);
                return new Evaluated(found.accuracy(), 0, List.of(OptionalDouble.of(found.accuracy())));
            };
            try (RoundEngine engine = new RoundEngine(
                    recipe(data.size()),
                    fleet.transport(),
                    evaluator,
                    fleet.clock(),
                    Catalog.load("codec", UpdateCodec.class))) {
                Federation federation = new Federation(
                        new JobId("training"),
                        0,
                        first,
                        new Add().initialState(first.parameters().layout()),
                        TierPlan.untiered(data.keySet()),
                        seed.child("rounds"));
                while (federation.round() < rounds) {
                    federation = engine.next(federation).after();
                }
            }
        }
        return judged;
    }

    private Recipe recipe(int clients) {
        SchedulingPolicy vanilla = SchedulingPolicy.catalog().get("vanilla");
        return new Recipe(
                new Work(AdviTrainTask.NAME, task, LearningRateSchedule.constant(learningRate), Float32Codec.NAME),
                vanilla.recipe(Settings.none()).selection(),
                vanilla.recipe(Settings.none()).tiering(),
                new WeightedMean(),
                new Add(),
                new Participation(clients, 0, clients, PATIENCE),
                UpdateLimits.forRound(clients),
                EvaluationSchedule.everyRounds(1, rounds));
    }

    private JudgeReport judged(SimulatedShards fleet, GlobalModel now, Map<ClientId, LocalData> data, Seed seed)
            throws InterruptedException {
        List<TaskOrder> orders = data.keySet().stream()
                .sorted()
                .map(client -> new TaskOrder(
                        new TaskId(new JobId("training:judge"), now.version(), client),
                        JudgeTask.NAME,
                        judge,
                        now,
                        Report.CODEC,
                        seed.child("judge").child(client.value()).value(),
                        PATIENCE))
                .toList();
        JudgeReport all = JudgeReport.empty(ColumnsModel.components(model));
        for (TaskReply reply : Gathering.replies(fleet.transport(), orders, PATIENCE, () -> {})) {
            if (reply instanceof TaskReply.Failed failed) {
                throw new IllegalStateException(failed.id().client() + " judged nothing: " + failed.message());
            }
            all.merge(JudgeReport.of(Report.in(reply).orElseThrow(), ColumnsModel.components(model)));
        }
        return all;
    }
}
