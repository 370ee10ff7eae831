package io.tifl.experiments.ssl.federated;

import io.tifl.client.task.LocalTask;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.HltmTrainer;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskOrder;

/**
 * {@code hltm-judge}: judges the order's {@code hltm} by samples that the client draws from its own latent tree, and
 * reports sums, which {@link PooledStatistics} adds up exactly.
 *
 * <p>Settings: the fleet's trees as for {@link HltmTrainTask}, and {@code samples} (4096), a multiple of 128. Metrics:
 * {@code samples}.
 */
public final class HltmJudgeTask implements LocalTask {
    /** Its name. */
    public static final String NAME = "hltm-judge";

    /** For the service loader. */
    public HltmJudgeTask() {}

    @Override
    public String name() {
        return NAME;
    }

    private record Asked(TreeFleet fleet, int samples) {
        static Asked of(Settings settings) {
            SettingsReader reader = new SettingsReader(settings);
            TreeFleet fleet = TreeFleet.read(reader);
            int samples = reader.whole("samples", 4096, HltmReport.CHUNK, 1 << 24);
            if (samples % HltmReport.CHUNK != 0) {
                reader.refuse("setting 'samples' must be a multiple of " + HltmReport.CHUNK + ", got " + samples);
            }
            // Rounds say it to every task.
            double _ = reader.positive("learning-rate", 1);
            return reader.read(() -> new Asked(fleet, samples));
        }
    }

    /** @throws IllegalArgumentException naming everything that is wrong */
    static void check(Settings settings) {
        Asked _ = Asked.of(settings);
    }

    /** How many samples each client was asked for. */
    static int samples(Settings settings) {
        return Asked.of(settings).samples();
    }

    @Override
    public Result run(TaskOrder order, Context context) throws InterruptedException {
        Asked asked = Asked.of(order.settings());
        TreeNetwork network = HltmModel.network(order.model());
        HltmModel.Size size = new HltmModel.Size(network.shape(), network.width());
        if (HltmReport.bytes(size) > Report.LARGEST) {
            throw new IllegalArgumentException("a report on " + size + " would have " + HltmReport.bytes(size)
                    + " bytes, at most " + Report.LARGEST + " are sent");
        }
        HltmReport report = HltmReport.none(size);
        HltmTrainer chunk = chunk(asked, network, order.id().client());
        int chunks = asked.samples() / HltmReport.CHUNK;
        for (int k = 0; k < chunks; k++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted after " + k + " of " + chunks + " parts");
            }
            report.add(chunk.judge(network, new Seed(order.seed()).child(k)));
            context.progress().accept((k + 1.0) / chunks);
        }
        return new Result.Report(report.write(), Metrics.of("samples", asked.samples()));
    }

    private static HltmTrainer chunk(Asked asked, TreeNetwork network, ClientId client) {
        HltmSettings settings = HltmSettings.standard()
                .with(network.shape())
                .withWidth(network.width())
                .withRootPrior(asked.fleet().prior(client))
                .judging(HltmReport.CHUNK);
        return new HltmTrainer(settings, asked.fleet().tree(network.shape(), client));
    }
}
