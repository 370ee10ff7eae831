package io.tifl.experiments.ssl.federated;

import io.tifl.client.DivergedException;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.HltmTrainer;
import io.tifl.experiments.ssl.hltm.LatentTree;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.experiments.ssl.hltm.TreeShape;
import io.tifl.experiments.ssl.loss.TripletLoss;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.TaskOrder;

/**
 * {@code hltm-train}: contrastive learning on samples that the client draws from its own latent tree, for the model
 * {@code hltm} ({@link HltmTrainer}).
 *
 * <p>Settings: the fleet's trees ({@code polarity-low} 0.7, {@code polarity-high} 1, {@code tree-seed} 1, {@code
 * root-prior} 0.5, {@code prior-spread} 0, {@code polarity-noise} 0, {@code fleet-seed} 1); {@code loss} ({@code nce}),
 * {@code temperature} (0.1), {@code batch-size} (128), {@code negatives} (1), {@code steps} (10) and {@code
 * learning-rate} (0.1). The change counts with {@code steps * batch-size} examples. Metrics: {@code loss}, the mean over
 * steps, {@code steps} and {@code root-prior}, the client's own. With {@code judged} (0, or a multiple of 128) samples the client
 * also judges the order's model, and {@link RootSums} are among its metrics.
 */
public final class HltmTrainTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "hltm-train";

    private static final int AT_ONCE = 16;

    /** For the service loader. */
    public HltmTrainTask() {}

    @Override
    public String name() {
        return NAME;
    }

    private record Asked(
            TreeFleet fleet, TripletLoss loss, int batch, int negatives, int steps, double rate, int judged) {
        static Asked of(Settings settings) {
            SettingsReader reader = new SettingsReader(settings);
            TreeFleet fleet = TreeFleet.read(reader);
            String loss = reader.word("loss", ContrastiveLosses.NAMES);
            double temperature = reader.positive("temperature", 0.1);
            int batch = reader.whole("batch-size", 128, 1, 1 << 16);
            if (loss.endsWith("in-batch") && batch < 2) {
                reader.refuse("loss '" + loss + "' needs a 'batch-size' of 2 or more, got " + batch);
            }
            int negatives = reader.whole("negatives", 1, 1, 64);
            int steps = reader.whole("steps", 10, 1, 1_000_000);
            double rate = reader.positive("learning-rate", 0.1);
            int judged = reader.whole("judged", 0, 0, 1 << 20);
            if (judged % HltmReport.CHUNK != 0) {
                reader.refuse("setting 'judged' must be a multiple of " + HltmReport.CHUNK + ", got " + judged);
            }
            return reader.read(() -> new Asked(
                    fleet, ContrastiveLosses.named(loss, temperature), batch, negatives, steps, rate, judged));
        }

        HltmSettings settings(TreeShape shape, int width, double prior) {
            HltmSettings usual = HltmSettings.standard();
            return new HltmSettings(
                    shape,
                    fleet.polarities(),
                    width,
                    batch,
                    negatives,
                    steps,
                    1,
                    rate,
                    loss,
                    usual.epsilon(),
                    prior,
                    HltmReport.CHUNK);
        }
    }

    /**
     * Refuses what no client could carry out.
     *
     * @param settings of the job's task; the learning rate of rounds may be missing
     * @throws IllegalArgumentException naming everything that is wrong
     */
    static void check(Settings settings) {
        Asked _ = Asked.of(settings);
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException, DivergedException {
        Asked asked = Asked.of(order.settings());
        TreeNetwork network = HltmModel.network(order.model());
        ClientId client = order.id().client();
        double prior = asked.fleet().prior(client);
        LatentTree tree = asked.fleet().tree(network.shape(), client);
        HltmTrainer trainer = new HltmTrainer(asked.settings(network.shape(), network.width(), prior), tree);
        Seed seed = new Seed(order.seed());
        Metrics judged = judged(asked, trainer, network, seed.child("judge"));
        double loss = train(trainer, network, asked.steps(), seed, context);
        return new Result.Change(
                HltmModel.change(network, order.model().parameters()),
                (long) asked.steps() * asked.batch(),
                judged.with("loss", loss).with("steps", asked.steps()).with("root-prior", prior));
    }

    private static Metrics judged(Asked asked, HltmTrainer chunk, TreeNetwork network, Seed seed) {
        if (asked.judged() == 0) {
            return Metrics.none();
        }
        if (network.width() > RootSums.WIDEST) {
            throw new IllegalArgumentException("sums of up to " + RootSums.WIDEST
                    + " units go into metrics, the model has " + network.width() + ": leave 'judged' out");
        }
        HltmReport report = HltmReport.none(new HltmModel.Size(network.shape(), network.width()));
        for (int k = 0; k < asked.judged() / HltmReport.CHUNK; k++) {
            report.add(chunk.judge(network, seed.child(k)));
        }
        return RootSums.in(Metrics.none(), report.judgement().units(), network.width());
    }

    /** Step by step, so that whoever has waited long enough is heard. */
    private static double train(HltmTrainer trainer, TreeNetwork network, int steps, Seed seed, Context context)
            throws InterruptedException, DivergedException {
        double sum = 0;
        for (int done = 0; done < steps; done += AT_ONCE) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted after " + done + " steps");
            }
            int now = Math.min(AT_ONCE, steps - done);
            double loss = trainer.train(network, now, seed.child(done));
            if (!Double.isFinite(loss)) {
                throw new DivergedException(
                        "training diverged: the loss is " + loss + " after " + (done + now) + " steps");
            }
            sum += now * loss;
            context.progress().accept((done + now) / (double) steps);
        }
        return sum / steps;
    }
}
