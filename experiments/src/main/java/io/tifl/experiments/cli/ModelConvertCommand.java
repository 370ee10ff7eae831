package io.tifl.experiments.cli;

import io.tifl.experiments.export.model.Agreement;
import io.tifl.experiments.export.model.ModelFiles;
import io.tifl.experiments.export.model.ModelFormat;
import io.tifl.experiments.export.model.PortableModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tifl model convert}: a model's file in another format. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        description = {
            "Converts a model. The ending of TO says into what: .tifl (what a coordinator serves), .zip (Deeplearning4j),",
            ".h5 (Keras) or .onnx. FROM is any of these, or a replay's runs/RUN/model-ROUND.bin. What was written is read",
            "again, and both compute the same inputs: TO is there whole and checked, or not at all."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl model convert digits-120.tifl digits.onnx",
            "  tifl model convert keras.h5 start.tifl --model mnist-cnn",
            "  tifl model convert trained.onnx trained.zip --model mlp --set inputs=784 --set classes=10"
        })
final class ModelConvertCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(index = "0", paramLabel = "FROM", description = "File of a model")
    private Path from = Path.of("");

    @Parameters(index = "1", paramLabel = "TO", description = "File to write")
    private Path to = Path.of("");

    @Mixin
    private final ModelHints hints = new ModelHints();

    @Override
    public Integer call() throws IOException {
        ModelFormat format = ModelFormat.of(to);
        PortableModel model = ModelFiles.read(from, hints.hints());
        Agreement agreement = ModelFiles.write(model, to, format);
        spec.commandLine().getOut().println(said(model, to, format, agreement));
        return 0;
    }

    static String said(PortableModel model, Path to, ModelFormat format, Agreement agreement) {
        return String.format(
                Locale.ROOT,
                "%,d parameters written to %s (%s); read again, %d outputs differ by %.1e at most.",
                model.parameters().size(),
                to,
                format,
                agreement.examples() * model.blueprint().classes(),
                agreement.furthest());
    }
}
