package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.task.LocalTask.Result;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.experiments.ssl.hltm.HltmTrainer;
import io.tifl.experiments.ssl.hltm.HltmTrainer.Judgement;
import io.tifl.experiments.ssl.hltm.LatentTree;
import io.tifl.experiments.ssl.hltm.TreeNetwork;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PooledStatisticsTest {
    private static final Settings SKEWED =
            Settings.none().with("samples", 512).with("prior-spread", 0.4).with("polarity-noise", 0.3);

    private final GlobalModel model = Hltm.model();

    private TaskReply reply(int client) throws InterruptedException {
        TaskOrder order = Hltm.order(new HltmJudgeTask(), "client-" + client, model, SKEWED, 100 + client);
        Result.Report report = (Result.Report) new HltmJudgeTask().run(order, Hltm.context());
        return Report.reply(order.id(), report.content(), report.metrics());
    }

    private List<TaskReply> replies(int clients) throws InterruptedException {
        List<TaskReply> replies = new ArrayList<>();
        for (int c = 0; c < clients; c++) {
            replies.add(reply(c));
        }
        return replies;
    }

    private Judgement pooled(List<TaskReply> replies) {
        PooledStatistics pool = new PooledStatistics(model, SKEWED);
        replies.forEach(pool::add);
        assertThat(pool.rejected()).isEmpty();
        assertThat(pool.counted()).isEqualTo(replies.size());
        return pool.judgement();
    }

    /** What clients drew, judged here chunk by chunk as one set. */
    private HltmReport union(int clients) {
        HltmReport all = HltmReport.none(new HltmModel.Size(Hltm.SHAPE, Hltm.WIDTH));
        TreeFleet trees = TreeFleet.read(new SettingsReader(SKEWED));
        TreeNetwork network = HltmModel.network(model);
        for (int c = clients - 1; c >= 0; c--) {
            ClientId client = new ClientId("client-" + c);
            HltmSettings settings = HltmSettings.standard()
                    .with(Hltm.SHAPE)
                    .withWidth(Hltm.WIDTH)
                    .withRootPrior(trees.prior(client))
                    .judging(128);
            LatentTree tree = trees.tree(Hltm.SHAPE, client);
            for (int k = 3; k >= 0; k--) {
                all.add(new HltmTrainer(settings, tree).judge(network, new Seed(100 + c).child(k)));
            }
        }
        return all;
    }

    @Test
    void pooledSumsAreThoseOfTheUnionToTheLastBitInAnyOrder() throws InterruptedException {
        List<TaskReply> replies = replies(4);
        Judgement forward = pooled(replies);
        Collections.reverse(replies);
        Judgement backward = pooled(replies);
        Judgement union = union(4).judgement();

        assertThat(backward.units().sums()).containsExactly(forward.units().sums());
        assertThat(forward.units().sums()).containsExactly(union.units().sums());
        assertThat(forward.connections().sums())
                .containsExactly(union.connections().sums());
        assertThat(forward.units().samples()).isEqualTo(4 * 512);
        for (int latent = 0; latent < Hltm.SHAPE.latents(); latent++) {
            assertThat(forward.units().bestCorrelation(latent))
                    .isEqualTo(union.units().bestCorrelation(latent));
            assertThat(forward.connections().operatorNorm(latent))
                    .isEqualTo(union.connections().operatorNorm(latent))
                    .isPositive();
        }
    }

    @Test
    void pooledCorrelationIsNotTheMeanOfClients() throws InterruptedException {
        List<TaskReply> replies = replies(4);
        double pooled = pooled(replies).units().bestCorrelation(0);
        double mean = 0;
        for (TaskReply one : replies) {
            mean += pooled(List.of(one)).units().bestCorrelation(0) / replies.size();
        }

        assertThat(pooled).isNotCloseTo(mean, Offset.offset(1e-4));
    }

    @Test
    void replyThatCannotBeTrueIsLeftOutWithTheReason() throws InterruptedException {
        byte[] honest = Report.in(reply(0)).orElseThrow();
        PooledStatistics pool = new PooledStatistics(model, SKEWED);
        pool.add(reply(0));
        double before = pool.judgement().units().bestCorrelation(0);

        byte[] wild = honest.clone();
        // The sum of the first unit's products with its latent becomes huge: a correlation that none can be.
        Arrays.fill(wild, 16 + 5 * 16 + 2 * 16, 16 + 5 * 16 + 2 * 16 + 8, (byte) 1);
        pool.add(Report.reply(order("wild"), wild, Metrics.none()));
        pool.add(Report.reply(order("short"), new byte[3], Metrics.none()));
        pool.add(new TaskReply.Failed(order("ill"), TaskReply.Fault.CLIENT, "no power"));
        pool.add(new TaskReply.Measured(order("odd"), Metrics.none()));

        assertThat(pool.counted()).isEqualTo(1);
        assertThat(pool.rejected().keySet()).containsExactly("ill", "odd", "short", "wild");
        assertThat(pool.rejected().get("ill")).contains("no power");
        assertThat(pool.rejected().get("short")).contains("3");
        assertThat(pool.judgement().units().bestCorrelation(0)).isEqualTo(before);
    }

    private static TaskId order(String client) {
        return Hltm.order(new HltmJudgeTask(), client, Hltm.model(), SKEWED, 1).id();
    }

    @Test
    void reportOfMoreSamplesThanWereAskedForIsLeftOut() throws InterruptedException {
        byte[] honest = Report.in(reply(0)).orElseThrow();

        assertThatThrownBy(() -> HltmReport.read(honest, new HltmModel.Size(Hltm.SHAPE, Hltm.WIDTH), 1024))
                .hasMessageContaining("expected 1024 samples, got 512");
        assertThatThrownBy(() -> HltmReport.read(honest, new HltmModel.Size(Hltm.SHAPE, 5), 512))
                .hasMessageContaining("bytes");
    }
}
