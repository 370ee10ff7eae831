package io.tifl.experiments.advi.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.client.Examples;
import io.tifl.client.LocalData;
import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.advi.model.LikelihoodSums;
import io.tifl.experiments.reproduce.Known;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.Replies;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class FleetLikelihoodTest {
    private static final double[][] POINTS = {{0.3}, {-1.25}, {Math.nextUp(2)}, {-0.0}, {Double.MIN_VALUE}};
    private static final ShardOrders.Asked ASKED = new ShardOrders.Asked("folded-normal", Settings.none());

    private final SortedMap<ClientId, LocalData> shards = Shards.dealt(Shards.examples(20), 3);
    private final TaskRunner runner = TaskRunner.installed("compiled");
    private final List<TaskId> asked = new ArrayList<>();

    @AfterEach
    void close() {
        runner.close();
    }

    private TaskReply honest(TaskOrder order) {
        return runner.run(order, Known.at(shards, order.id().client()));
    }

    /** A fleet whose replies come in an order of their own. */
    private FleetLikelihood fleet(BiFunction<TaskOrder, Integer, Optional<TaskReply>> answers) {
        SortedMap<ClientId, Long> data = new TreeMap<>();
        shards.keySet().forEach(client -> data.put(client, PosteriorFit.UNKNOWN));
        FleetLikelihood.Asking asking = new FleetLikelihood.Asking(
                orders -> replies(orders, answers), new JobId("posteriors:p-0"), ASKED, 1, Duration.ofSeconds(1));
        return new FleetLikelihood(asking, data, 0, () -> {});
    }

    private Replies replies(List<TaskOrder> orders, BiFunction<TaskOrder, Integer, Optional<TaskReply>> answers) {
        List<TaskReply> all = new ArrayList<>();
        for (TaskOrder order : orders) {
            asked.add(order.id());
            int attempt = (int) (order.id().round() % FleetLikelihood.ATTEMPTS);
            answers.apply(order, attempt).ifPresent(all::add);
        }
        Collections.reverse(all);
        return new Replies() {
            @Override
            public Instant dispatchedAt() {
                return Instant.EPOCH;
            }

            @Override
            public Optional<Arrival> next(Instant deadline) {
                return all.isEmpty() ? Optional.empty() : Optional.of(new Arrival(all.removeFirst(), Instant.EPOCH, 1));
            }

            @Override
            public void close() {}
        };
    }

    private byte[] here() {
        List<Examples> parts = shards.values().stream().map(LocalData::train).toList();
        FoldedNormalModel model = new FoldedNormalModel();
        return bytes(LikelihoodSums.of(
                model.likelihood(Settings.none(), Examples.concat(parts)), model.space(Settings.none()), POINTS));
    }

    private static byte[] bytes(LikelihoodSums sums) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            sums.write(new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Test
    void theSumsOfAllAreThoseOfAllDataAtOnePlace() {
        FleetLikelihood fleet = fleet((order, _) -> Optional.of(honest(order)));

        assertThat(bytes(fleet.at(POINTS))).isEqualTo(here());
        assertThat(fleet.data().values()).containsExactly(7L, 7L, 6L);
        assertThat(fleet.tasks()).hasSize(3);
    }

    private static TaskReply edited(TaskReply reply, UnaryOperator<byte[]> edit) {
        return Report.reply(reply.id(), edit.apply(Report.in(reply).orElseThrow()), Metrics.none());
    }

    private static byte[] withNumber(byte[] content, int at, int number) {
        byte[] edited = content.clone();
        edited[at] = (byte) number;
        return edited;
    }

    private byte[] infinite(byte[] content) {
        LikelihoodSums none = LikelihoodSums.empty(POINTS.length, 1);
        byte[] sums = bytes(none);
        // The first sum: 4 bytes of the count, 2 of the shift, 2 of the length, and what it is: 1 at the largest place.
        byte[] huge = Arrays.copyOf(content, 9 + sums.length);
        System.arraycopy(sums, 0, huge, 9, sums.length);
        huge[9 + 4] = 1;
        huge[9 + 5] = 14;
        huge[9 + 8] = 1;
        return huge;
    }

    @Test
    void whoeverIsWrongEachTimeIsNamedWithTheReason() {
        Map<String, UnaryOperator<byte[]>> lies = Map.of(
                "ends after 4 bytes, before the sums at 5 points do", content -> Arrays.copyOf(content, 4),
                "has 1 bytes more than", content -> Arrays.copyOf(content, content.length + 1),
                "expected format 1, found 9", content -> withNumber(content, 0, 9),
                "expected at least 0 data", content -> withNumber(content, 1, 0x80),
                "expected 2 sums, found 3", content -> withNumber(content, 12, 3),
                "must be finite, they are [Infinity", this::infinite);

        lies.forEach((why, lie) -> {
            FleetLikelihood fleet = fleet((order, _) -> Optional.of(
                    order.id().client().value().equals("client-1") ? edited(honest(order), lie) : honest(order)));

            assertThatThrownBy(() -> fleet.at(POINTS))
                    .isInstanceOf(RefusedClientException.class)
                    .hasMessageStartingWith("client-1: its report")
                    .hasMessageContaining(why);
        });
    }

    @Test
    void whatIsNoReportOrNoNumberIsRefusedToo() {
        assertThatThrownBy(() -> fleet((order, _) -> Optional.of(new TaskReply.Measured(order.id(), Metrics.none())))
                        .at(POINTS))
                .hasMessageContaining("it sent no report, sums were expected");

        shards.put(
                new ClientId("client-2"),
                new LocalData(
                        Examples.dense(List.of(1), 1, new float[] {Float.NaN}, new int[1]),
                        Examples.dense(List.of(1), 1, new float[0], new int[0])));
        assertThatThrownBy(() -> fleet((order, _) -> Optional.of(honest(order))).at(POINTS))
                .hasMessageStartingWith("client-2: it failed: the log likelihood of datum 0 must be finite, it is NaN");
    }

    @Test
    void whoeverIsRightAtLastCountsOnceAndExactly() {
        FleetLikelihood fleet = fleet((order, attempt) -> Optional.of(
                order.id().client().value().equals("client-1") && attempt < 2
                        ? edited(honest(order), content -> new byte[] {(byte) (int) attempt})
                        : honest(order)));

        assertThat(bytes(fleet.at(POINTS))).isEqualTo(here());
        assertThat(asked).hasSize(5);
    }

    @Test
    void whoeverIsSilentIsNamedAndAloneAskedAgain() {
        boolean[] isBack = new boolean[1];
        FleetLikelihood fleet = fleet((order, _) -> order.id().client().value().equals("client-0") && !isBack[0]
                ? Optional.empty()
                : Optional.of(honest(order)));

        assertThatThrownBy(() -> fleet.at(POINTS))
                .isInstanceOf(AbsentClientsException.class)
                .hasMessage("client-0 did not answer");
        isBack[0] = true;
        fleet.again();
        assertThat(bytes(fleet.at(POINTS))).isEqualTo(here());
        assertThat(asked.stream().map(task -> task.client().value()))
                .containsExactly("client-0", "client-1", "client-2", "client-0");
    }

    @Test
    void dataThatChangeBetweenRequestsAreRefused() {
        FleetLikelihood fleet = fleet((order, _) -> Optional.of(honest(order)));
        LikelihoodSums _ = fleet.at(POINTS);
        shards.put(new ClientId("client-1"), Shards.part(Shards.examples(20), 0, 2));

        assertThatThrownBy(() -> fleet.at(POINTS)).hasMessage("client-1: it had 7 data, and now 10");
    }

    @Test
    void pointsArriveToTheBitHoweverMany() {
        double[][] many = new double[4000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = new double[] {StrictMath.sin(i) * StrictMath.pow(10, i % 600 - 300)};
        }
        for (double[][] points : List.of(POINTS, many)) {
            assertThat(ShardOrders.points(
                            ShardOrders.settings(ASKED, points), new FoldedNormalModel().space(Settings.none())))
                    .isDeepEqualTo(points);
        }
    }

    @Test
    void ordersWithWrongPointsAreRefused() {
        Settings right = ShardOrders.settings(ASKED, POINTS);
        for (Settings wrong : List.of(
                right.with("points", 4),
                right.with("points", 6),
                right.with("points", 0),
                right.with("points", Integer.MAX_VALUE),
                right.with("points.0", "?"),
                ShardOrders.settings(ASKED, new double[][] {{Double.NaN}}),
                right.with("model", "lava"),
                right.with("model.lava", "1"))) {
            TaskOrder order =
                    ShardOrders.order(new JobId("p:q"), 0, new ClientId("client-0"), wrong, Duration.ofSeconds(1));

            assertThat(honest(order))
                    .isInstanceOfSatisfying(
                            TaskReply.Failed.class,
                            failed -> assertThat(failed.fault()).isEqualTo(TaskReply.Fault.ORDER));
        }
    }
}
