package io.tifl.experiments.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl noise report}: an evaluation as a page. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Writes the page of an evaluation, with plots, to a file.")
final class NoiseReportCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The evaluation")
    private String name = "";

    @Option(names = "--to", paramLabel = "FILE", description = "The page (default: NAME.html)")
    private @Nullable Path file;

    @Mixin
    private final CoordinatorPlace place = new CoordinatorPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (NoiseApi coordinator = new NoiseApi(place.api())) {
            Path page = file == null ? Path.of(name + ".html") : file;
            Files.write(page, coordinator.report(name));
            System.out.println(page);
            return 0;
        }
    }
}
