package io.tifl.experiments.cli;

import io.tifl.experiments.export.model.ModelFiles;
import io.tifl.experiments.export.model.ModelFiles.Hints;
import io.tifl.experiments.export.model.ModelFormat;
import io.tifl.experiments.export.model.PortableModel;
import io.tifl.experiments.report.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code tifl model get}: a job's model from a coordinator. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        description = "Fetches a job's model from a coordinator, in the format the ending of FILE asks for.")
final class ModelGetCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(index = "0", paramLabel = "JOB", description = "Name of a job")
    private String job = "";

    @Parameters(index = "1", paramLabel = "FILE", description = "File to write: .tifl, .zip, .h5 or .onnx")
    private Path file = Path.of("");

    @Option(names = "--version-number", paramLabel = "N", description = "Which version (default: the newest)")
    private @Nullable Long version;

    @Mixin
    private final CoordinatorPlace place = new CoordinatorPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ModelFormat format = ModelFormat.of(file);
        byte[] message = fetched();
        if (format == ModelFormat.TIFL) {
            AtomicFile.write(file, message);
            spec.commandLine().getOut().println(message.length + " bytes written to " + file + ".");
            return 0;
        }
        Path part = Files.createTempFile("tifl-", ".tifl");
        try {
            Files.write(part, message);
            PortableModel model = ModelFiles.read(part, Hints.NONE);
            spec.commandLine()
                    .getOut()
                    .println(ModelConvertCommand.said(model, file, format, ModelFiles.write(model, file, format)));
        } finally {
            Files.deleteIfExists(part);
        }
        return 0;
    }

    private byte[] fetched() throws IOException, InterruptedException {
        try (CoordinatorApi api = place.api()) {
            String models = "/v1/jobs/" + CoordinatorApi.encoded(job) + "/models";
            long wanted =
                    version == null ? newest(CoordinatorApi.json(api.call("GET", models, Optional.empty()))) : version;
            return api.call("GET", models + "/" + wanted, Optional.empty());
        }
    }

    private long newest(JsonNode models) throws IOException {
        OptionalLong newest = models.valueStream()
                .mapToLong(model -> model.path("version").asLong(-1))
                .max();
        return newest.orElseThrow(() -> new IOException("job '" + job + "' has no model yet"));
    }
}
