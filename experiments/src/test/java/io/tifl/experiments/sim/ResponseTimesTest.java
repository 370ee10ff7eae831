package io.tifl.experiments.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.tifl.client.compiled.FlopCount;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResponseTimesTest {
    private static final Duration LIMIT = Duration.ofHours(1);
    private static final ClientId CLIENT = new ClientId("a");

    @Test
    void aResponseIsStartUpAndDownloadAndComputeAndUpload() {
        Device device = new Device(0.5, 100, 50, 0);
        ResponseTimes times = new ResponseTimes(
                Duration.ofSeconds(2), Fleet.uniform(device), Workload.constant(new Demand(1000, 3, 500)), new Seed(1));

        assertThat(times.responseTime(Orders.order(CLIENT, 0, LIMIT), VirtualClock.START))
                .isEqualTo(Duration.ofSeconds(2 + 10 + 6 + 10));
    }

    @Test
    void jitterHasMeanOneAndTheStatedSpread() {
        ResponseTimes times = new ResponseTimes(
                Duration.ofSeconds(1),
                Fleet.uniform(Device.cluster(1).withJitter(0.2)),
                Workload.constant(new Demand(0, 0, 0)),
                new Seed(5));

        double[] seconds = IntStream.range(0, 20_000)
                .mapToDouble(round -> seconds(times, CLIENT, round))
                .toArray();

        double mean = IntStream.range(0, seconds.length)
                .mapToDouble(i -> seconds[i])
                .average()
                .orElseThrow();
        double[] logs = IntStream.range(0, seconds.length)
                .mapToDouble(i -> Math.log(seconds[i]))
                .toArray();
        double logMean = IntStream.range(0, logs.length)
                .mapToDouble(i -> logs[i])
                .average()
                .orElseThrow();
        double variance = IntStream.range(0, logs.length)
                .mapToDouble(i -> (logs[i] - logMean) * (logs[i] - logMean))
                .average()
                .orElseThrow();
        // 5 standard errors: 0.2 / sqrt(20000) = 0.0014 for the mean, 0.001 for the spread.
        assertThat(mean).isCloseTo(1, within(0.007));
        assertThat(logMean).isCloseTo(-0.02, within(0.007));
        assertThat(Math.sqrt(variance)).isCloseTo(0.2, within(0.005));
    }

    @Test
    void jitterDependsOnClientAndRoundAlone() {
        ResponseTimes times =
                ResponseTimes.of(Fleet.uniform(Device.cluster(1)), Workload.constant(new Demand(0, 1, 0)), new Seed(5));

        assertThat(seconds(times, CLIENT, 3)).isEqualTo(seconds(times, CLIENT, 3));
        assertThat(seconds(times, CLIENT, 3)).isNotEqualTo(seconds(times, CLIENT, 4));
        assertThat(seconds(times, CLIENT, 3)).isNotEqualTo(seconds(times, new ClientId("b"), 3));
    }

    @Test
    void thePapersCifarTiersComeOut() {
        Roster roster = Roster.numbered(50);
        ResponseTimes times = ResponseTimes.of(
                withoutJitter(Fleet.grouped(CpuGroups.named("tifl-cifar"), Grouping.contiguous(), roster)),
                Workload.training(CostPerSample.paper(), client -> 1000),
                new Seed(1));

        double fastest = seconds(times, cifarOrder(roster.client(0), Settings.none()));
        double slowest = seconds(times, cifarOrder(roster.client(49), Settings.none()));

        assertThat(fastest).isCloseTo(3.674, within(0.01));
        assertThat(slowest).isCloseTo(92.484, within(0.1));
        assertThat(slowest / fastest).isCloseTo(25.2, within(0.1));
    }

    @Test
    void moreEpochsCostMoreComputeOnly() {
        ResponseTimes times = new ResponseTimes(
                Duration.ZERO,
                Fleet.uniform(Device.cluster(1).withJitter(0)),
                Workload.training(CostPerSample.paper(), client -> 1000, order -> 0),
                new Seed(1));

        double one = seconds(times, cifarOrder(CLIENT, Settings.none()));
        double three = seconds(times, cifarOrder(CLIENT, Settings.none().with("epochs", 3)));

        assertThat(three - one).isCloseTo(2 * 9.11, within(1e-6));
    }

    @Test
    void anUnknownModelCostsByItsParameters() {
        GlobalModel small = new GlobalModel(ModelSpec.of("own"), 0, Parameters.zeros(Layout.flat(10)));
        GlobalModel large = new GlobalModel(ModelSpec.of("own"), 0, Parameters.zeros(Layout.flat(20_740_000)));

        assertThat(CostPerSample.paper().trainingSeconds(small)).isEqualTo(0.5e-3);
        assertThat(CostPerSample.paper().trainingSeconds(large)).isCloseTo(9.11e-3, within(1e-9));
        assertThat(CostPerSample.paper().with("own", 2).trainingSeconds(large)).isEqualTo(2);
    }

    @Test
    void anEndlessResponseIsCapped() {
        ResponseTimes times = ResponseTimes.of(
                Fleet.uniform(new Device(1e-300, 1, 1, 0)), Workload.constant(new Demand(0, 1, 0)), new Seed(1));

        assertThat(times.responseTime(Orders.order(CLIENT, 0, LIMIT), VirtualClock.START))
                .isEqualTo(ResponseTimes.LONGEST);
    }

    @Test
    void impossibleFiguresAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Device.cluster(0)).withMessageContaining("CPU share");
        assertThatIllegalArgumentException().isThrownBy(() -> Device.cluster(Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> new Device(1, -1, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Device(1, 1, 1, -0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Demand(-1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Demand(0, Double.NaN, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CostPerSample.paper().with("own", 0))
                .withMessageContaining("own");
    }

    private static Fleet withoutJitter(Fleet fleet) {
        return (client, round, at) -> fleet.device(client, round, at).withJitter(0);
    }

    private static double seconds(ResponseTimes times, ClientId client, long round) {
        return seconds(times, Orders.order(client, round, LIMIT));
    }

    private static double seconds(ResponseTimes times, TaskOrder order) {
        return times.responseTime(order, VirtualClock.START).toNanos() / 1e9;
    }

    private static TaskOrder cifarOrder(ClientId client, Settings settings) {
        TaskOrder order = Orders.order(client, 0, LIMIT);
        GlobalModel model = new GlobalModel(ModelSpec.of("cifar10-cnn"), 0, Parameters.zeros(Layout.flat(1_250_858)));
        return new TaskOrder(order.id(), order.task(), settings, model, order.codec(), order.seed(), order.timeLimit());
    }

    @ParameterizedTest
    @ValueSource(strings = {"femnist-cnn", "celeba-cnn", "shakespeare-lstm", "sent140-lstm", "reddit-lstm"})
    void costOfLeafsModelsFollowsFromTheirMultiplications(String name) {
        ModelSpec spec = ModelSpec.of(name);
        double multiplications = FlopCount.of(spec).forward() / 2.0;
        GlobalModel any = new GlobalModel(spec, 0, Parameters.zeros(Layout.flat(1)));

        assertThat(CostPerSample.paper().trainingSeconds(any))
                .isCloseTo(9.11e-3 * multiplications / 20.74e6, withinPercentage(6));
    }
}
