package io.tifl.experiments.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tifl bench watch}: tells what happens until all is done. */
@Command(
        name = "watch",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints a line whenever a benchmark of a coordinator begins, is tried again or ends, until all, or those that",
            "are named, are over. It asks now and then, so any coordinator of a cluster will do."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all are done",
            "1:one failed or was cancelled, or the coordinator does not answer",
            "2:wrong usage"
        })
final class BenchWatchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "Benchmarks (default: all that are open)")
    private List<String> names = List.of();

    @Mixin
    private final BenchPlace place = new BenchPlace();

    @Option(names = "--every", paramLabel = "SECONDS", description = "How often it asks (default: 1)")
    private double every = 1;

    private final Map<String, BenchmarkRow> told = new HashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!(every >= 0.05 && every <= 3600)) {
            throw new IllegalArgumentException("--every is 0.05 to 3600 seconds, got " + every);
        }
        try (BenchmarkApi coordinator = place.requireCoordinator()) {
            List<String> watched = names.isEmpty() ? open(coordinator) : names;
            while (tell(coordinator, watched)) {
                Thread.sleep(Math.round(every * 1000));
            }
        }
        boolean allDone = told.values().stream().allMatch(row -> row.status().equals("done"));
        return allDone ? 0 : ErrorMessages.FAILED;
    }

    private static List<String> open(BenchmarkApi coordinator) throws IOException, InterruptedException {
        List<String> open = new ArrayList<>();
        for (String status : List.of("running", "queued")) {
            coordinator.list(Optional.of(status)).forEach(row -> open.add(row.name()));
        }
        return open;
    }

    /** Whether one is still open. */
    private boolean tell(BenchmarkApi coordinator, List<String> watched) throws IOException, InterruptedException {
        boolean isOpen = false;
        for (String name : watched) {
            BenchmarkRow before = told.get(name);
            if (before == null || before.isOpen()) {
                BenchmarkRow now = coordinator.get(name);
                if (!now.equals(told.put(name, now))) {
                    System.out.println(now.line(30));
                }
                isOpen |= now.isOpen();
            }
        }
        return isOpen;
    }
}
