package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.lead.BenchmarkJob;
import io.tifl.experiments.benchmark.lead.BenchmarkStatus;
import io.tifl.experiments.benchmark.lead.BenchmarkStore;
import io.tifl.experiments.benchmark.lead.FolderShelf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tifl bench list}: benchmarks and how far they are. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Lists benchmarks by name, of a coordinator or of a folder, and how far they are.")
final class BenchListCommand implements Callable<Integer> {
    private static final int PAGE = 500;

    @Mixin
    private final BenchPlace place = new BenchPlace();

    @Option(
            names = "--status",
            paramLabel = "STATUS",
            description = "Only those that are queued, running, done, failed or cancelled")
    private @Nullable String status;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Optional<BenchmarkStatus> only = Optional.ofNullable(status).map(BenchmarkStatus::of);
        try (BenchmarkApi coordinator = place.coordinator().orElse(null)) {
            List<BenchmarkRow> rows =
                    coordinator == null ? here(only) : coordinator.list(only.map(BenchmarkStatus::toString));
            System.out.print(rows.isEmpty() ? "No benchmarks." + System.lineSeparator() : BenchmarkRow.table(rows));
            return 0;
        }
    }

    private List<BenchmarkRow> here(Optional<BenchmarkStatus> only) throws IOException {
        BenchmarkStore store = new BenchmarkStore(FolderShelf.reading(place.data()));
        List<BenchmarkRow> rows = new ArrayList<>();
        List<BenchmarkJob> page = store.page(only, Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            page.forEach(job -> rows.add(BenchmarkRow.of(job)));
            page = store.page(only, Optional.of(page.getLast().name()), PAGE);
        }
        return rows;
    }
}
