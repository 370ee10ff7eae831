package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.model.ModelList;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.spec.BenchmarkSpec;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.experiments.benchmark.spec.SpecReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl bench models}: what can be served, and what it costs. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description =
                "Lists the models a benchmark can name or generate: parameters, operations, bytes, and engines that run"
                        + " them. Figures are of one example; bytes are moved in floats, then in 8 bits.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl bench models",
            "  tifl bench models --model '{family: attention, layers: 4, width: 256}'",
            "  tifl bench models --model '{name: mnist-cnn}' --onnx mnist-cnn.onnx"
        })
final class BenchModelsCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Option(names = "--model", paramLabel = "YAML", description = "Only this one, as a benchmark's text has it")
    private @Nullable String model;

    @Option(names = "--onnx", paramLabel = "FILE", description = "Write the model of --model there")
    private @Nullable Path onnx;

    @Option(names = "--seed", paramLabel = "N", description = "Of the parameters written (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (model == null && onnx != null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--onnx needs a --model to write");
        }
        if (model == null) {
            print(out, ModelList.all());
        } else {
            ModelChoice choice = choice(model);
            print(out, List.of(ModelList.entry(choice)));
            if (onnx != null) {
                ModelList.export(choice, seed, onnx);
                out.println("Written to " + onnx + ".");
            }
        }
        out.flush();
        return 0;
    }

    private static ModelChoice choice(String yaml) {
        List<BenchmarkSpec> read = SpecReader.parse("model: " + yaml);
        ModelChoice choice = read.getFirst().model();
        if (choice instanceof ModelChoice.InFile || choice instanceof ModelChoice.Trained) {
            throw new IllegalArgumentException("expected a model with a name or a family, got " + choice.label());
        }
        return choice;
    }

    private static void print(PrintWriter out, List<ModelList.Entry> entries) {
        out.printf(
                Locale.ROOT,
                "%-18s %12s %10s %10s %10s %8s %8s  %s%n",
                "model",
                "parameters",
                "MFLOP",
                "MB",
                "MB int8",
                "FLOP/B",
                "int8",
                "engines");
        for (ModelList.Entry entry : entries) {
            out.printf(
                    Locale.ROOT,
                    "%-18s %12s %10s %10s %10s %8s %8s  %s%n",
                    entry.choice().label(),
                    entry.cost()
                            .map(cost -> String.format(Locale.ROOT, "%,d", cost.parameters()))
                            .orElse("-"),
                    figure(entry.cost().map(cost -> cost.operations() / 1e6)),
                    figure(entry.cost().map(cost -> cost.bytes() / 1e6)),
                    figure(entry.quantized().map(cost -> cost.bytes() / 1e6)),
                    figure(entry.cost().map(ModelCost::intensity)),
                    figure(entry.quantized().map(ModelCost::intensity)),
                    entry.engines().stream().map(ServerChoice.Kind::toString).collect(Collectors.joining(" ")));
        }
    }

    private static String figure(Optional<Double> value) {
        return value.map(number -> String.format(Locale.ROOT, "%.3f", number)).orElse("-");
    }
}
