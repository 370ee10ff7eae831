package io.tifl.experiments.ssl.federated;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.experiments.ssl.hltm.LevelProfile;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskReply;
import java.util.ArrayList;
import java.util.List;

/** Federated averaging of networks on a latent tree, by the tasks of real clients. */
final class FederatedHltm {
    private static final Examples NONE = Examples.dense(List.of(1), 1, new float[0], new int[0]);

    private FederatedHltm() {}

    /**
     * One tree and one network; the same result for the same number, which is also the tree's seed, and the same tree,
     * network and judging samples for plans of as many clients.
     */
    static HltmCurve run(HltmPlan plan, long number) throws InterruptedException {
        Seed seed = new Seed(number).child("federated-hltm");
        InProcessFleet fleet = InProcessFleet.without(new LocalData(NONE, NONE), plan.clients(), seed);
        ModelSpec spec = HltmModel.spec(plan.shape(), plan.width());
        GlobalModel model = new GlobalModel(
                spec,
                0,
                new HltmModel().initial(spec.settings(), seed.child("init").value()));
        List<HltmCurve.Point> points = new ArrayList<>();
        points.add(new HltmCurve.Point(0, 0, judged(fleet, model, plan.judging(number), 0)));
        for (int round = 1; round <= plan.rounds(); round++) {
            InProcessFleet.Trained trained = fleet.train(new HltmTrainTask(), model, plan.training(number), round);
            model = trained.after();
            if (round % plan.judgeEvery() == 0 || round == plan.rounds()) {
                points.add(
                        new HltmCurve.Point(round, trained.loss(), judged(fleet, model, plan.judging(number), round)));
            }
        }
        return new HltmCurve(points, judged(fleet, model, plan.judgingTheirOwn(number), 1L + plan.rounds()));
    }

    private static List<LevelProfile> judged(InProcessFleet fleet, GlobalModel model, Settings settings, long round)
            throws InterruptedException {
        PooledStatistics pool = new PooledStatistics(model, settings);
        for (TaskReply reply : fleet.reports(new HltmJudgeTask(), model, settings, round)) {
            pool.add(reply);
        }
        if (!pool.rejected().isEmpty()) {
            throw new IllegalStateException("reports do not count: " + pool.rejected());
        }
        return pool.levels();
    }

    /** The network of a plan after some central steps, to compare steps at. */
    static TreeNetwork network(HltmPlan plan, long number) throws InterruptedException {
        Seed seed = new Seed(number).child("federated-hltm");
        InProcessFleet fleet = InProcessFleet.without(new LocalData(NONE, NONE), 1, seed);
        ModelSpec spec = HltmModel.spec(plan.shape(), plan.width());
        GlobalModel model = new GlobalModel(
                spec,
                0,
                new HltmModel().initial(spec.settings(), seed.child("init").value()));
        return HltmModel.network(fleet.train(new HltmTrainTask(), model, plan.training(number), 1)
                .after());
    }
}
