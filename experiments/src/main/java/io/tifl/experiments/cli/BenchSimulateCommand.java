package io.tifl.experiments.cli;

import io.tifl.experiments.benchmark.schedule.Gain;
import io.tifl.experiments.benchmark.schedule.JobSizes;
import io.tifl.experiments.benchmark.schedule.Surface;
import io.tifl.experiments.benchmark.schedule.Surface.Cell;
import io.tifl.experiments.benchmark.schedule.Surface.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code tifl bench simulate}: what each pair of policies gains. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Simulates a cluster of followers: every placement with every order of queues, on the same traces, against",
            "round robin with first come, first served. Figures are ratios of mean completion times, above 1 is better,",
            "with 95 % intervals over seeds."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl bench simulate",
            "  tifl bench simulate --sizes lognormal --loads 0.9 --error 0.6",
            "  tifl bench simulate --json > surface.json"
        })
final class BenchSimulateCommand implements Callable<Integer> {
    private static final String AT_ONCE = "at-once";

    @Option(names = "--workers", paramLabel = "N", description = "Followers (default: 4)")
    private int workers = 4;

    @Option(
            names = "--sizes",
            split = ",",
            paramLabel = "NAME",
            description = "equal, uniform, exponential, lognormal, bimodal, comma-separated (default: all)")
    private List<String> sizes =
            Arrays.stream(JobSizes.values()).map(JobSizes::toString).toList();

    @Option(
            names = "--loads",
            split = ",",
            paramLabel = "LOAD",
            description = "Shares of all followers' time, or at-once (default: 0.5,0.7,0.9,at-once)")
    private List<String> loads = List.of("0.5", "0.7", "0.9", AT_ONCE);

    @Option(names = "--error", paramLabel = "SIGMA", description = "Of estimates, log-normal (default: 0, exact)")
    private double error;

    @Option(names = "--seeds", paramLabel = "N", description = "Traces of each kind (default: 30)")
    private int seeds = 30;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of all chance (default: 1)")
    private long seed = 1;

    @Option(names = "--threads", paramLabel = "N", description = "Changes nothing but the time (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "Print JSON, with all figures")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        Options options = Options.standard()
                .withWorkers(workers)
                .withSizes(sizes.stream().map(BenchSimulateCommand::size).toList())
                .withLoads(loads.stream().map(BenchSimulateCommand::load).toList())
                .withError(error)
                .withSeeds(seeds, seed);
        Surface surface = Surface.of(options, threads);
        System.out.print(json ? json(surface) : table(surface));
        return 0;
    }

    private static JobSizes size(String name) {
        return Arrays.stream(JobSizes.values())
                .filter(sizes -> sizes.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no sizes '" + name + "' among " + Arrays.toString(JobSizes.values())));
    }

    private static double load(String text) {
        if (text.equals(AT_ONCE)) {
            return Double.POSITIVE_INFINITY;
        }
        try {
            double load = Double.parseDouble(text);
            if (load > 0 && load < 1) {
                return load;
            }
        } catch (NumberFormatException _) {
            // Told below.
        }
        throw new IllegalArgumentException("a load is between 0 and 1, or at-once, got '" + text + "'");
    }

    private static String load(double load) {
        return Double.isInfinite(load) ? AT_ONCE : Double.toString(load);
    }

    private static String table(Surface surface) {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%-12s %-8s %-24s %-22s %-10s %-10s %-10s%n",
                "sizes",
                "load",
                "policies",
                "mean, times better",
                "p95",
                "p99 long",
                "makespan"));
        for (Cell cell : surface.cells()) {
            table.append(String.format(
                    Locale.ROOT,
                    "%-12s %-8s %-24s %-22s %-10.2f %-10.2f %-10.2f%n",
                    cell.sizes(),
                    load(cell.load()),
                    cell.placement() + " + " + cell.order(),
                    interval(cell.gain()),
                    cell.gainAtP95().mean(),
                    cell.gainOfLong().mean(),
                    cell.makespan().mean()));
        }
        return table.toString();
    }

    private static String interval(Gain gain) {
        return String.format(Locale.ROOT, "%.2f  [%.2f, %.2f]", gain.mean(), gain.low(), gain.high());
    }

    private static String json(Surface surface) {
        List<Map<String, Object>> cells = new ArrayList<>();
        for (Cell cell : surface.cells()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("sizes", cell.sizes().toString());
            values.put("load", load(cell.load()));
            values.put("placement", cell.placement());
            values.put("order", cell.order());
            values.put("gain", cell.gain());
            values.put("gain-at-p95", cell.gainAtP95());
            values.put("gain-of-long-at-p99", cell.gainOfLong());
            values.put("makespan-ratio", cell.makespan());
            values.put("mean-seconds", cell.mean());
            values.put("p95-seconds", cell.p95());
            values.put("p99-of-long-seconds", cell.p99OfLong());
            cells.add(values);
        }
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(cells) + System.lineSeparator();
    }
}
