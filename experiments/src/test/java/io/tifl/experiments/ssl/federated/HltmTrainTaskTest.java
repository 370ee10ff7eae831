package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.DivergedException;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.LocalTask.Result;
import io.tifl.coordinator.job.TaskCheck;
import io.tifl.experiments.serve.TaskModel;
import io.tifl.experiments.ssl.hltm.LatentTree;
import io.tifl.experiments.ssl.hltm.TreeStatistics;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class HltmTrainTaskTest {
    private static final Settings SHORT = Settings.none().with("steps", 3).with("batch-size", 16);

    private final HltmTrainTask task = new HltmTrainTask();

    private Result.Change run(String client, Settings settings, long seed)
            throws InterruptedException, DivergedException {
        return (Result.Change) task.run(Hltm.order(task, client, Hltm.model(), settings, seed), Hltm.context());
    }

    @Test
    void sameOrderGivesTheSameBitsAndAnotherSeedOthers() throws Exception {
        Result.Change change = run("a", SHORT, 1);

        assertThat(run("a", SHORT, 1).change()).isEqualTo(change.change());
        assertThat(run("a", SHORT, 2).change()).isNotEqualTo(change.change());
        assertThat(change.examples()).isEqualTo(48);
        assertThat(change.metrics().get("steps")).hasValue(3);
        assertThat(change.metrics().get("loss").orElseThrow()).isBetween(-1.0, 0.0);
        assertThat(change.change().norm()).isPositive();
    }

    @Test
    void clientsDifferInPriorAndPolaritiesByTheirNamesAlone() throws Exception {
        Settings skewed = SHORT.with("prior-spread", 0.4).with("polarity-noise", 0.2);

        assertThat(run("a", skewed, 1).metrics().get("root-prior"))
                .isEqualTo(run("a", skewed, 5).metrics().get("root-prior"))
                .isNotEqualTo(run("b", skewed, 1).metrics().get("root-prior"));
        TreeFleet fleet = TreeFleet.read(new SettingsReader(skewed));
        LatentTree one = fleet.tree(Hltm.SHAPE, new ClientId("a"));
        LatentTree other = fleet.tree(Hltm.SHAPE, new ClientId("b"));
        LatentTree common = fleet.common(Hltm.SHAPE);
        // Not of every edge: what would pass 1 is cut.
        assertThat(one.polarity(4)).isNotEqualTo(other.polarity(4));
        for (int node = 1; node < Hltm.SHAPE.nodes(); node++) {
            assertThat(Math.abs(one.polarity(node) - common.polarity(node))).isLessThanOrEqualTo(0.2);
        }
    }

    @Test
    void withoutKnobsAllClientsHaveTheCommonTree() {
        TreeFleet fleet = TreeFleet.read(new SettingsReader(SHORT));

        assertThat(fleet.prior(new ClientId("a"))).isEqualTo(0.5);
        assertThat(fleet.tree(Hltm.SHAPE, new ClientId("a")).polarity(3))
                .isEqualTo(fleet.common(Hltm.SHAPE).polarity(3));
    }

    @Test
    void everythingThatIsWrongIsSaidAtSubmission() {
        Settings wrong = Settings.none()
                .with("loss", "cosine")
                .with("temperature", 0)
                .with("steps", "many")
                .with("prior-spread", 0.5)
                .with("polarity-low", 0.9)
                .with("polarity-high", 0.8)
                .with("colour", "red");

        assertThat(TaskCheck.objections("hltm-train", wrong))
                .singleElement()
                .asString()
                .contains(
                        "'loss' is 'cosine'", "'temperature'", "'steps' is 'many'", "'prior-spread'", "'polarity-low'")
                .contains("unknown setting [colour]");
        assertThat(TaskCheck.objections("hltm-train", SHORT)).isEmpty();
        assertThat(TaskCheck.objections("hltm-judge", Settings.none())).isNotEmpty();
        assertThat(TaskCheck.objections(
                        "hltm-train",
                        Settings.none().with("loss", "nce-in-batch").with("batch-size", 1)))
                .isNotEmpty();
    }

    @Test
    void sumsOfTheRootAddUpOverClients() throws Exception {
        Settings judging = SHORT.with("judged", 256).with("prior-spread", 0.4);
        Result.Change one = run("a", judging, 1);
        Result.Change other = run("b", judging, 2);

        TreeStatistics pooled =
                RootSums.pooled(Hltm.model().spec().settings(), List.of(one.metrics(), other.metrics()));
        TreeStatistics turned =
                RootSums.pooled(Hltm.model().spec().settings(), List.of(other.metrics(), one.metrics()));

        assertThat(pooled.samples()).isEqualTo(512);
        assertThat(pooled.bestCorrelation(0))
                .isEqualTo(turned.bestCorrelation(0))
                .isBetween(0.01, 1.0);
        assertThat(pooled.ceiling(0)).isBetween(0.5, 1.0);
        assertThat(one.change())
                .isEqualTo(run("a", judging.with("judged", 0), 1).change());
        assertThatThrownBy(() -> RootSums.pooled(
                        Hltm.model().spec().settings(),
                        List.of(run("a", SHORT, 1).metrics())))
                .hasMessageContaining("root-0");
        assertThat(TaskCheck.objections("hltm-train", SHORT.with("judged", 100)))
                .isNotEmpty();
    }

    @Test
    void servicesFindTasksAndModel() {
        assertThat(Catalog.load("task", LocalTask.class).get("hltm-train")).isInstanceOf(HltmTrainTask.class);
        assertThat(Catalog.load("task", LocalTask.class).get("hltm-judge")).isInstanceOf(HltmJudgeTask.class);
        assertThat(Catalog.load("task model", TaskModel.class).get("hltm")).isInstanceOf(HltmModel.class);
        assertThat(Catalog.load("task model", TaskModel.class).get("byol-mlp")).isInstanceOf(ByolMlp.class);
    }

    @Test
    void modelOfAnotherKindIsTheOrdersFault() {
        GlobalModel other = new GlobalModel(ModelSpec.of("mlp"), 0, Hltm.model().parameters());
        GlobalModel larger =
                new GlobalModel(HltmModel.spec(Hltm.SHAPE, 5), 0, Hltm.model().parameters());

        assertThatThrownBy(() -> task.run(Hltm.order(task, "a", other, SHORT, 1), Hltm.context()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'hltm'");
        assertThatThrownBy(() -> task.run(Hltm.order(task, "a", larger, SHORT, 1), Hltm.context()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layout");
    }

    @Test
    void trainingThatDivergesIsTheClientsFault() {
        assertThatThrownBy(() -> run("a", SHORT.with("learning-rate", 1e200).with("steps", 60), 1))
                .isInstanceOf(DivergedException.class);
    }

    @Test
    void interruptionEndsItBetweenSteps() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> run("a", SHORT, 1)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void modelTooLargeForASettingIsRefused() {
        assertThatThrownBy(() ->
                        new HltmModel().initial(Settings.none().with("depth", 0).with("width", -1), 1))
                .hasMessageContaining("'depth'")
                .hasMessageContaining("'width'");
        assertThatThrownBy(() -> new HltmModel()
                        .initial(Settings.none().with("depth", 12).with("width", 1024), 1))
                .hasMessageContaining("parameters");
    }
}
