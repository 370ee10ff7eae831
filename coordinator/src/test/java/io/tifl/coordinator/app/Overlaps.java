package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.Float32Codec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What devices sent to a job whose rounds overlap, and what the coordinator has to have made of it by its own reports. */
final class Overlaps {
    private static final String JOB = "flat";

    private final Map<TaskId, Parameters> changes = new ConcurrentHashMap<>();
    private final Set<TaskId> acknowledged = ConcurrentHashMap.newKeySet();

    /** A reply that counted. */
    private record Counted(TaskId task, long roundsAgo) {}

    /** A round as reported, and the model's version before it. */
    private record Round(long versionBefore, int tier, List<Counted> counted) {}

    /** Does what is ordered, and notes what is sent and whether the coordinator has it. */
    void serve(Device device, Device.Received received) throws Exception {
        if (!received.order().id().job().value().equals(JOB)) {
            device.serve(received);
            return;
        }
        TaskReply reply = device.work(received.order());
        TaskReply.Updated updated = (TaskReply.Updated) reply;
        changes.put(
                reply.id(),
                new Float32Codec()
                        .decode(
                                updated.update(),
                                device.model(received.order()).parameters().layout()));
        while (true) {
            String answer = Device.text(device.reply(received, reply));
            if (answer.startsWith("200")) {
                acknowledged.add(reply.id());
            }
            if (!answer.startsWith("503")) {
                assertThat(answer).containsPattern("^(200|410) ");
                return;
            }
            Thread.sleep(50);
        }
    }

    /**
     * Requires that no reply counted twice, and that all that were acknowledged did.
     *
     * @param stillOut how many may have been acknowledged too late for the last round
     * @return how many counted in a later round than the one in which they were asked for
     */
    long requireEachCountedOnce(Service service, int stillOut) throws Exception {
        List<Counted> all = rounds(service).stream()
                .flatMap(round -> round.counted().stream())
                .toList();
        List<TaskId> tasks = all.stream().map(Counted::task).toList();
        assertThat(tasks).doesNotHaveDuplicates();
        Set<TaskId> lost = new HashSet<>(acknowledged);
        tasks.forEach(lost::remove);
        assertThat(lost).as("acknowledged and in no model").hasSizeLessThanOrEqualTo(stillOut);
        assertThat(changes).containsKeys(tasks.toArray(TaskId[]::new));
        return all.stream().filter(counted -> counted.roundsAgo() > 0).count();
    }

    private static List<Round> rounds(Service service) throws Exception {
        List<Round> rounds = new ArrayList<>();
        long version = 0;
        for (Map<String, Object> round : service.rounds(JOB)) {
            long number = number(round.get("round"));
            List<Counted> counted = new ArrayList<>();
            for (Map<?, ?> reply : service.replies(JOB, number).values()) {
                if ("counted".equals(reply.get("status"))) {
                    long ago = number(reply.get("roundsAgo"));
                    ClientId client = new ClientId(String.valueOf(reply.get("client")));
                    counted.add(new Counted(new TaskId(new JobId(JOB), number - ago, client), ago));
                }
            }
            int tier = round.get("tier") == null ? -1 : (int) number(round.get("tier"));
            rounds.add(new Round(version, tier, counted));
            version = number(round.get("modelVersion"));
        }
        return rounds;
    }

    private static long number(@Nullable Object value) {
        return ((Number) Objects.requireNonNull(value)).longValue();
    }

    private static double[] start(Service service) throws Exception {
        return values(service.model(JOB, 0).parameters());
    }

    private static double[] values(Parameters parameters) {
        double[] values = new double[parameters.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = parameters.get(i);
        }
        return values;
    }

    private void add(double[] sum, Counted counted, double weight) {
        Parameters change = Objects.requireNonNull(changes.get(counted.task()));
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * change.get(i);
        }
    }

    /** Requires that the model is what the buffers' discounted updates make of the first one. */
    void requireModelOfBuffers(Service service) throws Exception {
        List<Round> rounds = rounds(service);
        double[] model = start(service);
        for (Round round : rounds) {
            for (Counted counted : round.counted()) {
                long begun = rounds.get((int) counted.task().round()).versionBefore();
                double discount = 1 / Math.sqrt(1.0 + round.versionBefore() - begun);
                add(model, counted, discount / round.counted().size());
            }
        }
        requireModel(service, model);
    }

    /** Requires that the model is the mean of the tiers' models, each weighted with the rounds of its mirror image. */
    void requireModelOfTiers(Service service, int tiers) throws Exception {
        List<Round> rounds = rounds(service);
        List<double[]> versions = new ArrayList<>(List.of(start(service)));
        Map<Integer, double[]> ofTier = new HashMap<>();
        int[] counts = new int[tiers];
        Arrays.fill(counts, 1);
        for (Round round : rounds) {
            assertThat(round.counted()).isNotEmpty();
            TaskId first = round.counted().getFirst().task();
            double[] moved = versions.get((int) rounds.get((int) first.round()).versionBefore())
                    .clone();
            round.counted()
                    .forEach(
                            counted -> add(moved, counted, 1.0 / round.counted().size()));
            ofTier.put(round.tier(), moved);
            counts[round.tier()]++;
            double all = Arrays.stream(counts).sum();
            double[] mean = new double[moved.length];
            for (int tier = 0; tier < tiers; tier++) {
                double[] model = ofTier.getOrDefault(tier, versions.getFirst());
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += counts[tiers - 1 - tier] / all * model[i];
                }
            }
            versions.add(mean);
        }
        requireModel(service, versions.getLast());
    }

    private static void requireModel(Service service, double[] expected) throws Exception {
        double[] model = values(service.model(JOB).parameters());
        for (int i = 0; i < model.length; i++) {
            assertThat(model[i]).isCloseTo(expected[i], within(1e-4));
        }
    }
}
