package io.tifl.coordinator.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.coordinator.round.AccuracySpread;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.ScriptedTransport;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.tiering.TierPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FederatedEvaluatorTest {
    private static final String PERSONAL = "{name: digits, model: mlp, ditto: 0.5, fine-tune-epochs: 2, batch-size: 4}";

    private final List<TaskOrder> orders = new ArrayList<>();

    private Evaluated evaluated(String job, int clients, IntFunction<Metrics> ofClient) throws Exception {
        List<ClientId> ids =
                IntStream.range(0, clients).mapToObj(i -> new ClientId("c" + i)).toList();
        ScriptedTransport transport = new ScriptedTransport(order -> {
            orders.add(order);
            Metrics metrics = ofClient.apply(ids.indexOf(order.id().client()));
            return List.of(
                    new ScriptedTransport.Answer(new TaskReply.Measured(order.id(), metrics), Duration.ofMillis(1)));
        });
        GlobalModel model = new GlobalModel(ModelSpec.of("mlp"), 3, Parameters.zeros(Layout.flat(2)));
        return new FederatedEvaluator(JobDefinition.parse(job), transport, new Seed(1))
                .evaluate(model, TierPlan.untiered(ids));
    }

    private static AccuracySpread spread(Evaluated evaluated, String model) {
        return Objects.requireNonNull(evaluated.clients().get(model));
    }

    /** Of ten examples each. */
    private static Metrics right(double correct, double own, double tuned) {
        return Metrics.of("examples", 10)
                .with("correct", correct)
                .with("loss", 0.5)
                .with("own-correct", own)
                .with("tuned-correct", tuned);
    }

    @Test
    void clientsJudgeEveryModelTheyHaveAndOnlyTheSpreadIsKept() throws Exception {
        Evaluated evaluated = evaluated(PERSONAL, 11, i -> right(i, 10, 10 - i));

        assertThat(evaluated.accuracy()).isEqualTo(0.5);
        assertThat(evaluated.clients()).containsOnlyKeys("ditto", "fine-tuned", "global");
        AccuracySpread global = spread(evaluated, "global");
        assertThat(global.clients()).isEqualTo(11);
        assertThat(global.p10()).isCloseTo(0.1, within(1e-12));
        assertThat(global.worstDecile()).isCloseTo(0.05, within(1e-12));
        assertThat(spread(evaluated, "ditto").p5()).isEqualTo(1);
        assertThat(orders.getFirst().settings().values())
                .containsEntry("own", "true")
                .containsEntry("fine-tune-epochs", "2")
                .containsEntry("learning-rate", "0.01")
                .containsEntry("batch-size", "4");
    }

    @Test
    void aJobWithoutPersonalModelsAsksForNothingMore() throws Exception {
        Evaluated evaluated = evaluated("{name: digits, model: mlp}", 10, i -> right(i, 0, 0));

        assertThat(evaluated.clients()).containsOnlyKeys("global");
        assertThat(orders.getFirst().settings().values()).isEmpty();
    }

    @Test
    void ofFewerThanTenClientsNothingIsShown() throws Exception {
        assertThat(evaluated(PERSONAL, 9, i -> right(i, i, i)).clients()).isEmpty();
    }

    @Test
    void clientsWithoutExamplesDoNotCountAsClients() throws Exception {
        Metrics none = Metrics.of("examples", 0)
                .with("correct", 0)
                .with("loss", 0)
                .with("own-correct", 0)
                .with("tuned-correct", 0);

        Evaluated evaluated = evaluated(PERSONAL, 12, i -> i < 3 ? none : right(5, 5, 5));

        assertThat(evaluated.clients()).isEmpty();
        assertThat(evaluated.accuracy()).isEqualTo(0.5);
    }

    @Test
    void claimsThatCannotBeTrueAreLeftOutOfTheModelTheyAreOn() throws Exception {
        double[] lies = {-1, 11, 2.5, Double.NaN, Double.POSITIVE_INFINITY};

        Evaluated evaluated = evaluated(PERSONAL, 15, i -> i < lies.length ? right(5, lies[i], 5) : right(5, 8, 5));

        assertThat(spread(evaluated, "global").clients()).isEqualTo(15);
        assertThat(spread(evaluated, "ditto").clients()).isEqualTo(10);
        assertThat(spread(evaluated, "ditto").p5()).isEqualTo(0.8);
    }

    @Test
    void clientsThatKnowNothingOfAModelOfTheirOwnAreLeftOutOfItAlone() throws Exception {
        Evaluated evaluated = evaluated(
                PERSONAL, 10, _ -> Metrics.of("examples", 10).with("correct", 4).with("loss", 1));

        assertThat(evaluated.clients()).containsOnlyKeys("global");
    }
}
