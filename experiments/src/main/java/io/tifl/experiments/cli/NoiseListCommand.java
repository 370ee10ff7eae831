package io.tifl.experiments.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/** {@code tifl noise list}: evaluations and how far they are. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists the evaluations of a coordinator by name.")
final class NoiseListCommand implements Callable<Integer> {
    @Mixin
    private final CoordinatorPlace place = new CoordinatorPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (NoiseApi coordinator = new NoiseApi(place.api())) {
            for (JsonNode one : coordinator.list()) {
                System.out.println(NoiseTable.line(one));
            }
            return 0;
        }
    }
}
