package io.tifl.experiments.benchmark.spec;

import io.tifl.protocol.JobId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads benchmarks from YAML or JSON. A text may {@code sweep} over settings: it then stands for one benchmark for each
 * combination of the values, whose names tell them apart.
 */
public final class SpecReader {
    private static final int LARGEST_TEXT = 64 << 10;
    private static final int MOST_BENCHMARKS = 1000;
    private static final int MOST_TIMES = 100_000;
    private static final double DAY = 86_400;

    private static final YAMLMapper YAML = YAMLMapper.builder(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private final List<String> problems = new ArrayList<>();

    private SpecReader() {}

    /**
     * The benchmarks a text stands for, in order.
     *
     * @param text YAML or JSON, up to 64 KiB
     * @throws InvalidBenchmarkException naming everything that is wrong
     */
    public static List<BenchmarkSpec> parse(String text) {
        if (text.length() > LARGEST_TEXT) {
            throw refusal("a benchmark's text has at most " + LARGEST_TEXT + " characters, got " + text.length());
        }
        if (text.isBlank()) {
            throw refusal("the benchmark is empty");
        }
        Map<?, ?> read;
        try {
            read = YAML.readValue(text, Map.class);
        } catch (JacksonException e) {
            throw refusal("neither YAML nor JSON: " + e.getOriginalMessage());
        }
        if (read == null) {
            throw refusal("the benchmark is empty");
        }
        return Sweep.of(read, MOST_BENCHMARKS).stream().map(SpecReader::one).toList();
    }

    static InvalidBenchmarkException refusal(String problem) {
        return new InvalidBenchmarkException(List.of(problem));
    }

    static BenchmarkSpec one(Map<?, ?> values) {
        return new SpecReader().read(values);
    }

    private BenchmarkSpec read(Map<?, ?> values) {
        Group all = new Group("", values, problems);
        BenchmarkSpec spec = new BenchmarkSpec(
                all.parsed("name", "benchmark", SpecReader::checkedName),
                model(all.inner("model")),
                server(all.inner("server")),
                all.text("device", "any"),
                workload(all.inner("workload")),
                objective(all.inner("objective")),
                all.whole("warmup", 100, 0, 1_000_000),
                all.whole("repeats", 1, 1, 100),
                prices(all.inner("prices")),
                all.seed("seed", 1));
        all.refuseOthers();
        checkTogether(spec);
        if (!problems.isEmpty()) {
            throw new InvalidBenchmarkException(problems);
        }
        return spec;
    }

    private static String checkedName(String name) {
        if (name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("a benchmark's name holds no ':', got " + name);
        }
        return new JobId(name).value();
    }

    private ModelChoice model(Group group) {
        ModelChoice choice;
        List<String> given = List.of("name", "family", "file", "job").stream()
                .filter(group::has)
                .toList();
        if (given.size() > 1) {
            problems.add("a model is given by one of 'name', 'family', 'file' and 'job', got " + given);
        }
        String kind = given.isEmpty() ? "family" : given.getFirst();
        choice = switch (kind) {
            case "name" -> new ModelChoice.Named(new ModelSpec(group.text("name", "none"), settings(group)));
            case "file" -> new ModelChoice.InFile(group.text("file", "none"));
            case "job" ->
                new ModelChoice.Trained(
                        group.parsed("job", new JobId("none"), JobId::new),
                        group.has("version")
                                ? OptionalLong.of(group.whole("version", 0, 0, Integer.MAX_VALUE))
                                : OptionalLong.empty());
            default -> generated(group, group.oneOf("family", ModelChoice.Family.DENSE, ModelChoice.Family.class));
        };
        group.refuseOthers();
        return choice;
    }

    private static Settings settings(Group group) {
        Settings settings = Settings.none();
        for (Map.Entry<?, ?> entry : group.inner("settings").all().entrySet()) {
            settings = settings.with(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
        }
        return settings;
    }

    private static ModelChoice generated(Group group, ModelChoice.Family family) {
        boolean isImage = family == ModelChoice.Family.CONV || family == ModelChoice.Family.RESIDUAL;
        boolean isSequence = family == ModelChoice.Family.LSTM || family == ModelChoice.Family.ATTENTION;
        return new ModelChoice.Generated(
                family,
                group.whole("layers", 2, 1, 256),
                group.whole("width", isImage ? 16 : isSequence ? 64 : 256, 1, 16_384),
                group.whole("input", isImage ? 28 : isSequence ? 32 : 784, 1, 4096),
                group.whole("classes", 10, 2, 100_000));
    }

    private ServerChoice server(Group group) {
        ServerChoice.Kind kind = group.oneOf("kind", ServerChoice.Kind.COMPILED, ServerChoice.Kind.class);
        ServerChoice server = new ServerChoice(
                kind,
                group.whole("max-batch", 1, 1, 1024),
                group.milliseconds("max-wait-ms", 0, 0, 60_000),
                group.whole("queue", 200, 1, 1_000_000),
                group.flag("process", kind != ServerChoice.Kind.ENDPOINT && kind != ServerChoice.Kind.REPLAY),
                group.whole("threads", 0, 0, 1024),
                endpoint(group),
                group.text("content-type", "application/json"),
                group.text("body", ""),
                group.text("recorded"));
        if (kind == ServerChoice.Kind.ENDPOINT && server.endpoint().isEmpty()) {
            problems.add("a server of kind 'endpoint' needs 'server.endpoint', an address that takes requests");
        }
        if (kind == ServerChoice.Kind.REPLAY && server.recorded().isEmpty()) {
            problems.add("a server of kind 'replay' needs 'server.recorded', such as resnet50");
        }
        group.refuseOthers();
        return server;
    }

    private static Optional<URI> endpoint(Group group) {
        return group.parsed("endpoint", Optional.empty(), text -> {
            URI address = URI.create(text);
            boolean isWeb = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (!isWeb || address.getHost() == null) {
                throw new IllegalArgumentException("expected an address as http://host:port/path, got '" + text + "'");
            }
            return Optional.of(address);
        });
    }

    private static Workload workload(Group group) {
        Workload workload = new Workload(
                group.oneOf("mode", Workload.Mode.POISSON, Workload.Mode.class),
                group.real("rate", 5, 1e-6, 1e6),
                group.real("shape", 1, 1e-3, 1e6),
                group.whole("concurrency", 1, 1, 100_000),
                group.seconds("seconds", 10, 0, DAY),
                group.whole("requests", 1, 1, 100_000_000),
                group.whole("batch", 1, 1, 1024),
                group.ascending("times", MOST_TIMES),
                group.real("growth", 0.25, 1e-3, 10),
                group.seconds("window", 5, 1e-3, DAY),
                group.seconds("timeout", 10, 1e-3, DAY));
        group.refuseOthers();
        return workload;
    }

    private static Objective objective(Group group) {
        Objective objective = new Objective(
                group.real("percentile", 95, 1, 99.999),
                group.milliseconds("limit-ms", 1000, 1e-3, DAY * 1e3),
                group.real("confidence", 0.99, 0.5, 0.999999));
        group.refuseOthers();
        return objective;
    }

    private static Prices prices(Group group) {
        Prices prices = new Prices(
                group.real("per-hour", 0, 0, 1e9),
                group.has("watts") ? OptionalDouble.of(group.real("watts", 1, 0, 1e6)) : OptionalDouble.empty(),
                group.real("grams-per-kwh", 0, 0, 1e5),
                group.real("overhead", 1, 1, 100));
        group.refuseOthers();
        return prices;
    }

    private void checkTogether(BenchmarkSpec spec) {
        Workload workload = spec.workload();
        if (workload.mode() == Workload.Mode.TRACE && workload.times().isEmpty()) {
            problems.add("a workload of mode 'trace' needs 'workload.times', seconds from the start");
        }
        boolean endsByItself = workload.mode() == Workload.Mode.BURST || workload.mode() == Workload.Mode.TRACE;
        if (!endsByItself && workload.duration().isZero() && workload.requests() == 1) {
            problems.add("'workload.seconds' and 'workload.requests' leave nothing to measure");
        }
        boolean isOnnxFile =
                spec.model() instanceof ModelChoice.InFile file && file.path().endsWith(".onnx");
        if (isOnnxFile && spec.server().kind() != ServerChoice.Kind.ONNX) {
            problems.add("a model in a file of ONNX needs a server of kind 'onnx', got '"
                    + spec.server().kind() + "'");
        }
    }

    /** A copy of nested names and values. */
    static Map<String, Object> copy(Map<?, ?> values) {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) ->
                copy.put(String.valueOf(name), value instanceof Map<?, ?> inner ? copy(inner) : value));
        return copy;
    }
}
