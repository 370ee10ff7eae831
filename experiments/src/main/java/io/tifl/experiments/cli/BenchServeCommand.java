package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.model.Engines;
import io.tifl.experiments.benchmark.serve.EngineLoader;
import io.tifl.experiments.benchmark.serve.ModelServer;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl bench serve}: the server that benchmarks measure, for trying it out. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Serves a model over HTTP until it is stopped, with dynamic batching.",
            "",
            "POST /v1/predict takes {\"features\": [[...], ...]}, or little-endian 32-bit floats as",
            "application/octet-stream; GET /v1/model says how many, GET /v1/health that it is up."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl bench serve --model dense-2x256 --kind int8 --max-batch 8 --max-wait-ms 2",
            "  tifl bench serve --model net.onnx --kind onnx --port 8000",
            "  tifl bench serve --kind replay --recorded resnet50"
        })
final class BenchServeCommand implements Callable<Integer> {
    private static final Pattern GENERATED = Pattern.compile("([a-z]+)(?:-([0-9]{1,5})x([0-9]{1,5}))?");

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "A model's name, a family as dense or conv-4x32 (layers x width), or a file (default: ${DEFAULT-VALUE})")
    private String model = "dense";

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "dl4j, compiled, int8, onnx or replay (default: ${DEFAULT-VALUE})")
    private String kind = "compiled";

    @Option(names = "--recorded", paramLabel = "NAME", description = "Device of kind replay: resnet50, vgg16, ...")
    private @Nullable String recorded;

    @Option(names = "--max-batch", paramLabel = "N", description = "Requests run together (default: ${DEFAULT-VALUE})")
    private int maxBatch = 1;

    @Option(
            names = "--max-wait-ms",
            paramLabel = "MS",
            description = "How long a request waits for others (default: ${DEFAULT-VALUE})")
    private double maxWaitMillis;

    @Option(names = "--queue", paramLabel = "N", description = "Requests that wait at most (default: ${DEFAULT-VALUE})")
    private int queue = 200;

    @Option(names = "--threads", paramLabel = "N", description = "Of the engine (default: one per core)")
    private int threads;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of parameters that are drawn (default: 1)")
    private long seed = 1;

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Where to listen (default: this machine only)")
    private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Where to listen (default: any that is free)")
    private int port;

    @Override
    public Integer call() throws IOException {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("'--port' must be between 0 and 65535, got " + port);
        }
        BenchmarkSpec served = served();
        InetAddress address = host == null ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
        try (ModelServer server = ModelServer.start(
                EngineLoader.open(new Engines(), served, Optional.empty()),
                served.server(),
                new InetSocketAddress(address, port))) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("serving at http://" + address.getHostAddress() + ":" + server.port() + ", until Ctrl-C");
            out.flush();
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // Asked to stop: all is well.
        }
        return 0;
    }

    /** The options as a benchmark's settings, which are checked in one place. */
    private BenchmarkSpec served() {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("kind", kind);
        server.put("max-batch", maxBatch);
        server.put("max-wait-ms", maxWaitMillis);
        server.put("queue", queue);
        server.put("threads", threads);
        if (recorded != null) {
            server.put("recorded", recorded);
        }
        if (kind.equals(ServerChoice.Kind.ENDPOINT.toString())) {
            throw new IllegalArgumentException("an endpoint is a server already");
        }
        return BenchmarkSpec.of(Map.of("model", chosen(model), "server", server, "seed", seed));
    }

    static Map<String, Object> chosen(String model) {
        if (model.indexOf('/') >= 0 || model.endsWith(".onnx") || model.endsWith(".zip")) {
            return Map.of("file", model);
        }
        Matcher matcher = GENERATED.matcher(model);
        boolean isFamily = matcher.matches()
                && Arrays.stream(ModelChoice.Family.values())
                        .anyMatch(family -> family.toString().equals(matcher.group(1)));
        if (!isFamily) {
            return Map.of("name", model);
        }
        return matcher.group(2) == null
                ? Map.of("family", matcher.group(1))
                : Map.of(
                        "family",
                        matcher.group(1),
                        "layers",
                        Integer.parseInt(matcher.group(2)),
                        "width",
                        Integer.parseInt(matcher.group(3)));
    }
}
