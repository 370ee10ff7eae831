package io.tifl.experiments.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl noise show}: an evaluation and what it showed. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows an evaluation: who leads, the curve of each model, where the spread comes from.")
final class NoiseShowCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The evaluation")
    private String name = "";

    @Option(names = "--json", description = "Print all of it as JSON, with the curves and every round")
    private boolean json;

    @Mixin
    private final CoordinatorPlace place = new CoordinatorPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (NoiseApi coordinator = new NoiseApi(place.api())) {
            System.out.print(
                    json
                            ? coordinator.get(name).toPrettyString() + System.lineSeparator()
                            : NoiseTable.described(coordinator.get(name)));
            return 0;
        }
    }
}
