package io.tifl.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tifl noise submit}: models for clients to judge on noisy chips. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Submits an evaluation to a coordinator, and returns at once.",
        footerHeading = "%nExamples:%n",
        footer = {"  tifl noise submit robust.yaml --coordinator http://localhost:8443 --token TOKEN"})
final class NoiseSubmitCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The evaluation, in YAML or JSON")
    private Path file = Path.of("");

    @Mixin
    private final CoordinatorPlace place = new CoordinatorPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (NoiseApi coordinator = new NoiseApi(place.api())) {
            System.out.println(NoiseTable.line(coordinator.submit(Files.readString(file))));
            return 0;
        }
    }
}
