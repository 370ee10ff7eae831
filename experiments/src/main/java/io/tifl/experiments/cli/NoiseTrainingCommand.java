package io.tifl.experiments.cli;

import io.tifl.client.Examples;
import io.tifl.experiments.noise.federated.NoiseAwareExperiment;
import io.tifl.experiments.noise.federated.NoiseAwareReport;
import io.tifl.experiments.noise.federated.NoiseAwareSettings;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.leaf.Pool;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl noise training}: is it worth training for noise? */
@Command(
        name = "training",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains Fashion-MNIST on a simulated fleet of analog devices with and without their noise, and compares",
            "(docs/noise-jobs.md): average normalised change, clean accuracy, worst client. Takes minutes a seed."
        })
final class NoiseTrainingCommand implements Callable<Integer> {
    private static final String DATASET = "fashion-mnist";

    @Option(names = "--data-dir", paramLabel = "DIR", required = true, description = "Folder with the data set's files")
    private @Nullable Path folder;

    @Option(
            names = "--seeds",
            paramLabel = "N,N...",
            split = ",",
            description = "Repetitions (default: 1,2,3,4,5); of fewer than three nothing is claimed")
    private List<Long> seeds = NoiseAwareSettings.standard().seeds();

    @Option(names = "--threads", paramLabel = "N", description = "Clients that work at once; changes no result")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (folder == null || threads < 1) {
            throw new IllegalArgumentException("--data-dir is needed, and --threads is at least 1, got " + threads);
        }
        Pool all = Dataset.catalog().get(DATASET).load(new DataSource.Local(folder), Settings.none());
        Examples dealt = all.train()
                .subset(IntStream.range(0, NoiseAwareExperiment.STANDARD_EXAMPLES)
                        .toArray());
        Pool pool = new Pool(DATASET, dealt, dealt.subset(new int[0]), Optional.empty());
        System.out.println(NoiseAwareReport.inWords(NoiseAwareExperiment.run(
                NoiseAwareSettings.standard().withSeeds(seeds), pool, threads, System.out::println)));
        return 0;
    }
}
