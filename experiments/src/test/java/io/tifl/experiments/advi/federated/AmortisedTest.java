package io.tifl.experiments.advi.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.task.TaskRunner;
import io.tifl.coordinator.job.TaskCheck;
import io.tifl.experiments.advi.amortised.AmortisedModel;
import io.tifl.experiments.advi.amortised.CalibrationSums;
import io.tifl.experiments.advi.amortised.LabelledColumns;
import io.tifl.experiments.advi.amortised.Prediction;
import io.tifl.experiments.advi.federated.AmortisedFleet.Judged;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.serve.LearnerModels;
import io.tifl.leaf.Pool;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AmortisedTest {
    private static final Settings MODEL = Settings.none()
            .with("components", 2)
            .with("width", 12)
            .with("inputs", Pictures.HEIGHT)
            .with("classes", Pictures.CLASSES);

    @TempDir
    private Path folder = Path.of("");

    private static SortedMap<ClientId, LocalData> clients() {
        SortedMap<ClientId, LocalData> clients = new TreeMap<>();
        for (int client = 0; client < 3; client++) {
            Seed seed = new Seed(client);
            clients.put(
                    new ClientId("client-" + client),
                    new LocalData(
                            Pictures.images(30, seed.child("train")), Pictures.images(9 + client, seed.child("test"))));
        }
        return clients;
    }

    private static AmortisedFleet fleet(String bound) {
        return new AmortisedFleet(
                MODEL,
                Settings.none().with("bound", bound).with("epochs", 2).with("batch-size", 8),
                Settings.none().with("samples", 5).with("bound-samples", 3),
                0.02,
                4);
    }

    @Test
    void aFleetLearnsWhatItsClientsSeeTheSameForAnyNumberOfWorkers() throws Exception {
        List<Judged> one = fleet("siwae").run(clients(), 1, new Seed(1));

        assertThat(one).extracting(Judged::round).containsExactly(1, 2, 3, 4);
        assertThat(one.getLast().accuracy()).isGreaterThan(0.9);
        assertThat(one.getLast().siwae()).isGreaterThan(one.getFirst().siwae());
        assertThat(one).allMatch(round -> round.siwae() >= round.selbo());
        assertThat(fleet("siwae").run(clients(), 3, new Seed(1))).isEqualTo(one);
        assertThat(fleet("selbo").run(clients(), 1, new Seed(1))).isNotEqualTo(one);
    }

    @Test
    void reportsOfClientsAddUpToTheCalibrationOfAllTheirPredictions() {
        AmortisedModel model = ColumnsModel.open(MODEL, new Seed(4));
        JudgeTask.Asked asked = JudgeTask.Asked.of(Settings.none().with("samples", 5));
        JudgeReport all = JudgeReport.empty(2);
        CalibrationSums predictions = new CalibrationSums();
        clients().forEach((client, data) -> {
            Seed seed = new Seed(7).child(client.value());
            LabelledColumns test = LabelledColumns.middle(data.test());
            predictions.merge(Prediction.of(model, test.columns(), 5, seed.child("predict"))
                    .judge(test.labels().labels()));
            all.merge(JudgeReport.of(JudgeTask.judge(model, test, asked, seed).bytes(), 2));
        });

        assertThat(all.predictions().calibration()).isEqualTo(predictions.calibration());
        assertThat(all.predictions().calibration().count()).isEqualTo(30);
        assertThat(all.modes().use().effective()).isBetween(1.0, 2.0);
        assertThat(all.siwae()).isGreaterThanOrEqualTo(all.selbo());
    }

    @Test
    void whatCannotBeAReportOfPredictionsIsRefused() {
        JudgeReport none = JudgeReport.empty(2);
        byte[] right = none.bytes();
        JudgeReport fewer = JudgeReport.empty(2);
        fewer.predictions().sums().add(1, 3);
        JudgeReport negative = JudgeReport.empty(2);
        negative.predictions().sums().add(2, -1);

        assertThat(JudgeReport.of(right, 2).predictions().calibration().count()).isZero();
        for (byte[] wrong : List.of(
                Arrays.copyOf(right, right.length - 1),
                Arrays.copyOf(right, right.length + 1),
                fewer.bytes(),
                negative.bytes(),
                JudgeReport.empty(3).bytes())) {
            assertThatThrownBy(() -> JudgeReport.of(wrong, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("its report");
        }
    }

    @Test
    void theCoordinatorDrawsTheParametersThatAllBeginWith() {
        ModelSpec spec = new ModelSpec(ColumnsModel.NAME, MODEL);
        Parameters drawn = new LearnerModels().initialize(spec, 5);

        assertThat(drawn).isEqualTo(new LearnerModels().initialize(spec, 5));
        assertThat(drawn).isNotEqualTo(new LearnerModels().initialize(spec, 6));
        assertThatThrownBy(() -> new LearnerModels()
                        .initialize(new ModelSpec(ColumnsModel.NAME, MODEL.with("components", 0)), 5))
                .hasMessage("setting 'components' must lie between 1 and 4096, got 0");
    }

    @Test
    void jobsThatNobodyCouldCarryOutAreRefused() {
        Settings wrong = Settings.none()
                .with("bound", "iwae")
                .with("epochs", 0)
                .with("batch-size", 0)
                .with("learning-rate", 0)
                .with("optimizer", "sgd");

        assertThat(TaskCheck.objections(AdviTrainTask.NAME, wrong))
                .singleElement()
                .asString()
                .contains(
                        "'bound' is 'iwae', expected siwae or selbo",
                        "'epochs' must lie between",
                        "'batch-size' must lie between",
                        "'learning-rate' must be above 0",
                        "unknown setting [optimizer]");
        assertThat(TaskCheck.objections(AdviTrainTask.NAME, Settings.none().with("beta", -1)))
                .singleElement()
                .asString()
                .contains("beta must be at least 0");
        assertThat(TaskCheck.objections(AdviTrainTask.NAME, Settings.none().with("samples", 0)))
                .singleElement()
                .asString()
                .contains("at least 1 sample");
        assertThat(TaskCheck.objections(AdviTrainTask.NAME, Settings.none().with("epochs", 2)))
                .isEmpty();
    }

    private static TaskReply answer(Parameters parameters, LocalData data) {
        try (TaskRunner runner = TaskRunner.installed("compiled")) {
            return runner.run(
                    new TaskOrder(
                            new TaskId(new JobId("j"), 0, new ClientId("c")),
                            AdviTrainTask.NAME,
                            Settings.none(),
                            new GlobalModel(new ModelSpec(ColumnsModel.NAME, MODEL), 0, parameters),
                            Float32Codec.NAME,
                            1,
                            Duration.ofSeconds(9)),
                    data);
        }
    }

    @Test
    void aClientThatCannotTrainSaysWhy() {
        Parameters drawn = new ColumnsModel().initial(MODEL, 1);
        Examples none = Pictures.images(0, new Seed(1));
        float[] damaged = drawn.toArray();
        damaged[3] = Float.NaN;
        Examples some = Pictures.images(5, new Seed(1));

        assertThat(answer(drawn, new LocalData(none, none)))
                .extracting("message")
                .isEqualTo("this client has no training examples");
        assertThat(answer(Parameters.owning(drawn.layout(), damaged), new LocalData(some, none)))
                .isInstanceOf(TaskReply.Failed.class)
                .extracting("message")
                .asString()
                .contains("training diverged: the log weight of a draw must be finite");
        assertThat(answer(drawn, new LocalData(some, none)))
                .isInstanceOfSatisfying(
                        TaskReply.Updated.class,
                        updated -> assertThat(updated.examples()).isEqualTo(5));
    }

    @Test
    void theStudyPartSaysWhatBothModesFind() throws Exception {
        KeptResults kept = new KeptResults(folder, _ -> {});
        Pool pool = new Pool(
                "generated", Pictures.images(120, new Seed(1)), Pictures.images(60, new Seed(2)), Optional.empty());
        FederatedAdvi part =
                new FederatedAdvi(kept, () -> pool, List.of(1L), 2, new FederatedAdvi.Size(120, 60, 3, 2, 1, 8));

        Findings findings = part.run(_ -> {});

        assertThat(findings.claims().getFirst().verdict()).isEqualTo("holds");
        assertThat(findings.tables()).hasSize(2);
        assertThat(findings.charts()).hasSize(2);
        assertThat(part.run(_ -> {}).tables().getLast().markdown())
                .isEqualTo(findings.tables().getLast().markdown());
    }
}
