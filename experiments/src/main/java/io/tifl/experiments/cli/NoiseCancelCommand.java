package io.tifl.experiments.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tifl noise cancel}: an evaluation that nobody needs any more. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Ends an evaluation early; what was counted stays.")
final class NoiseCancelCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "The evaluation")
    private String name = "";

    @Mixin
    private final CoordinatorPlace place = new CoordinatorPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (NoiseApi coordinator = new NoiseApi(place.api())) {
            System.out.println(NoiseTable.line(coordinator.cancel(name)));
            return 0;
        }
    }
}
