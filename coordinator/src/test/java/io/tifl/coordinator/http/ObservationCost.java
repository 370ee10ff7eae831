package io.tifl.coordinator.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Traces;
import io.tifl.coordinator.observe.job.JobMeters;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Metrics;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What meters and spans cost an order, in time of a processor: rounds of a thousand orders through a desk whose journal is
 * memory, without, with meters, and with both. Not a test: {@code docs/observability.md} has what came out.
 */
public final class ObservationCost {
    private static final int CLIENTS = 1000;
    private static final int WARM_UP = 60;
    private static final int ROUNDS = 40;
    private static final int REPEATS = 7;
    private static final JobId JOB = new JobId("job");
    private static final WireFormat FORMAT = new WireFormat(WireLimits.defaults());
    private static final ClientKey KEY = ClientKey.of(new byte[ClientKey.BYTES]);
    private static final GlobalModel MODEL =
            new GlobalModel(ModelSpec.of("flat"), 0, Parameters.owning(Layout.flat(2), new float[2]));

    private ObservationCost() {}

    private enum Journal implements ReplyJournal {
        FORGETFUL;

        @Override
        public Verdict append(Entry entry) {
            return Verdict.FIRST;
        }

        @Override
        public List<Entry> read(JobId job, long round) {
            return List.of();
        }

        @Override
        public Fate fate(TaskId task, String digest) {
            return Fate.CLOSED;
        }
    }

    private static final class Nowhere implements SpanExporter {
        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /** One desk and the job that works at it. */
    private static final class Setting {
        private final OrderDesk desk;
        private final RoundWatch watch;
        private long round;

        Setting(Instruments instruments) {
            desk = new OrderDesk(
                    Journal.FORGETFUL, KEY, FORMAT, Duration.ofMinutes(1), InstantSource.system(), instruments);
            watch = new JobMeters(instruments, InstantSource.system()).started(JOB);
        }

        void run() throws Exception {
            watch.began(JOB, round);
            watch.phase(RoundWatch.Phase.DISPATCH);
            List<TaskOrder> orders = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                TaskId task = new TaskId(JOB, round, new ClientId("client-" + client));
                orders.add(new TaskOrder(task, "train", Settings.none(), MODEL, "float32", 1, Duration.ofMinutes(1)));
            }
            try (Replies replies = desk.dispatch(orders)) {
                for (TaskOrder order : orders) {
                    desk.poll(order.id().client(), _ -> {});
                    byte[] message = FORMAT.encode(
                            new WireMessage.Reply(new TaskReply.Measured(order.id(), Metrics.of("x", 1))));
                    desk.deliver(order.id(), Content.of(message), ClientKey.digest(message));
                    watch.phase(RoundWatch.Phase.WAIT);
                    replies.next(Instant.MAX);
                    watch.phase(RoundWatch.Phase.ADMIT);
                }
            }
            round++;
        }
    }

    /** Microseconds of a processor for each order; those of the thread alone, so that others do not count. */
    private static double micros(Setting setting) throws Exception {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < ROUNDS; i++) {
            setting.run();
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / 1e3 / ROUNDS / CLIENTS;
    }

    /** Prints the least, the median and the largest of seven measurements, in turns. */
    public static void main(String[] arguments) throws Exception {
        Meters meters = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        Meters others = new Meters(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
        try (Traces traces = Traces.to(new Nowhere(), 1, others)) {
            Map<String, Setting> settings = new TreeMap<>(Map.of(
                    "1 nothing", new Setting(Instruments.none()),
                    "2 meters", new Setting(new Instruments(meters, Traces.off())),
                    "3 meters and spans", new Setting(new Instruments(others, traces))));
            Map<String, List<Double>> measured = new TreeMap<>();
            for (int i = 0; i < WARM_UP; i++) {
                for (Setting setting : settings.values()) {
                    setting.run();
                }
            }
            for (int i = 0; i < REPEATS; i++) {
                for (Map.Entry<String, Setting> each : settings.entrySet()) {
                    measured.computeIfAbsent(each.getKey(), _ -> new ArrayList<>())
                            .add(micros(each.getValue()));
                }
            }
            measured.forEach((name, all) -> {
                all.sort(Comparator.naturalOrder());
                System.out.printf(
                        "%-20s %.2f (%.2f to %.2f) us for each order%n",
                        name, all.get(REPEATS / 2), all.getFirst(), all.getLast());
            });
        }
    }
}
