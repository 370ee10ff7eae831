package io.tifl.experiments.cli;

import io.tifl.experiments.export.model.ModelSummary;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** {@code tifl model show}: what is in a model's file. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows what is in a model's file: network, version, tensors with their shapes and ranges.")
final class ModelShowCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(paramLabel = "FILE", description = "File of a model: .tifl, .zip, .h5 or .onnx")
    private Path file = Path.of("");

    @Mixin
    private final ModelHints hints = new ModelHints();

    @Option(names = "--json", description = "Print JSON instead of a table")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        ModelSummary summary = ModelSummary.of(file, hints.hints().input());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JsonMapper.shared().writeValueAsString(asJson(summary)));
        } else {
            print(summary, out);
        }
        out.flush();
        return 0;
    }

    private static Map<String, Object> asJson(ModelSummary summary) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("format", summary.format().toString());
        shown.put("parameters", summary.parameters());
        shown.putAll(summary.facts());
        shown.put("tensors", summary.tensors());
        return shown;
    }

    private void print(ModelSummary summary, PrintWriter out) {
        out.printf(Locale.ROOT, "%s: %s, %,d parameters%n", file, summary.format(), summary.parameters());
        summary.facts().forEach((name, value) -> out.printf("  %s: %s%n", name, value));
        for (ModelSummary.Tensor tensor : summary.tensors()) {
            out.printf(
                    Locale.ROOT,
                    "  %-32s %-20s %g to %g%n",
                    tensor.name(),
                    tensor.shape(),
                    tensor.smallest(),
                    tensor.largest());
        }
    }
}
