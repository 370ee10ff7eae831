package io.tifl.experiments.cli;

import io.tifl.experiments.export.run.CoordinatorRuns;
import io.tifl.experiments.export.run.ExportedRun;
import io.tifl.experiments.export.run.RunFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl export}: runs for other programs. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Exports runs for MLflow, for TensorBoard, or as tables. RUN-FOLDER is what 'tifl replay' or a study left;",
            "with --coordinator and --job it is a job of a coordinator instead. The same runs give the same bytes."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl export results/a --format mlflow --out mlruns           then: mlflow ui --backend-store-uri mlruns",
            "  tifl export results/a --format tensorboard --out logs        then: tensorboard --logdir logs",
            "  tifl export results/a --format parquet --out tables",
            "  tifl export --coordinator http://localhost:8443 --job digits --format mlflow --out mlruns"
        })
final class ExportCommand implements Callable<Integer> {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(arity = "0..1", paramLabel = "RUN-FOLDER", description = "Folder of a replay or study")
    private @Nullable Path folder;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            required = true,
            description = "mlflow, tensorboard, parquet or csv")
    private String format = "";

    @Option(names = "--out", paramLabel = "DIR", required = true, description = "Folder to write to")
    private Path out = Path.of("");

    @Option(names = "--coordinator", paramLabel = "URL", description = "A coordinator's address")
    private @Nullable URI coordinator;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description = "An operator's token (default: what the environment says as " + CoordinatorPlace.TOKEN + ")")
    private @Nullable String token;

    @Option(names = "--job", paramLabel = "NAME", description = "A job of that coordinator")
    private @Nullable String job;

    @Override
    public Integer call() throws IOException, InterruptedException {
        RunFormat chosen = BenchNames.oneOf("format", format, RunFormat.values());
        List<Path> written = exported(chosen);
        spec.commandLine().getOut().println(written.size() + " written below " + out + " (" + chosen + ").");
        return 0;
    }

    private List<Path> exported(RunFormat chosen) throws IOException, InterruptedException {
        Path from = folder;
        if (from != null && coordinator == null && job == null) {
            return chosen.export(from, out);
        }
        if (from != null || coordinator == null || job == null) {
            throw new IllegalArgumentException("expected either a RUN-FOLDER, or --coordinator and --job");
        }
        return chosen.export(List.of(asked(coordinator, job)), out);
    }

    private ExportedRun asked(URI address, String name) throws IOException, InterruptedException {
        try (CoordinatorApi api =
                new CoordinatorApi(CoordinatorPlace.checked(address), CoordinatorPlace.token(token))) {
            return CoordinatorRuns.read(
                    path -> api.call("GET", path, Optional.empty()),
                    address.getAuthority(),
                    name,
                    "/v1/jobs/" + CoordinatorApi.encoded(name));
        }
    }
}
