package io.tifl.experiments.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tifl bench cancel}: benchmarks that nobody needs any more. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Cancels benchmarks of a coordinator that are not over; a follower that runs one stops.")
final class BenchCancelCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "Benchmarks")
    private List<String> names = List.of();

    @Mixin
    private final BenchPlace place = new BenchPlace();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (BenchmarkApi coordinator = place.requireCoordinator()) {
            for (String name : names) {
                System.out.println(coordinator.cancel(name).line(30));
            }
            return 0;
        }
    }
}
