package io.tifl.experiments.noise.study;

import io.tifl.client.Examples;
import io.tifl.experiments.noise.federated.NoiseAwareExperiment;
import io.tifl.experiments.noise.federated.NoiseAwareReport;
import io.tifl.experiments.noise.federated.NoiseAwareResult;
import io.tifl.experiments.noise.federated.NoiseAwareSettings;
import io.tifl.experiments.noise.federated.Robustness;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.leaf.Pool;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A fleet of analog devices that trains with its noise, and one that trains without. */
public final class TrainedForNoise implements StudyPart {
    /** Reads data when the part runs. */
    @FunctionalInterface
    public interface Loading {
        Pool load() throws IOException;
    }

    private final Loading data;
    private final List<Long> seeds;
    private final int threads;

    /**
     * The part.
     *
     * @param data of which the training examples are dealt to the clients
     * @param seeds one training of each kind for each
     * @param threads clients that work at once
     */
    public TrainedForNoise(Loading data, List<Long> seeds, int threads) {
        this.data = data;
        this.seeds = List.copyOf(seeds);
        this.threads = threads;
    }

    @Override
    public String id() {
        return "federated";
    }

    @Override
    public String title() {
        return "Trained for noise by the fleet that has it";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        NoiseAwareResult result =
                NoiseAwareExperiment.run(NoiseAwareSettings.standard().withSeeds(seeds), dealt(), threads, progress);
        Findings findings = new Findings();
        findings.say(
                "FedAvg over simulated clients, each with the noise of its own device: plain, and with every step's forward and"
                        + " backward pass on a noisy chip. Judged after the last round by all clients on chips of all devices.");
        MarkdownTable table = new MarkdownTable(
                "After the last round.", "seed", "training", "clean accuracy", "average change", "worst client");
        for (NoiseAwareResult.OfSeed seed : result.seeds()) {
            row(table, seed.seed(), "plain", seed.plain());
            row(table, seed.seed(), "noise-aware", seed.aware());
        }
        findings.show(table);
        findings.claim(
                "noise-aware training has the smaller average change, at no more than 2 points of clean accuracy",
                result.holds(),
                NoiseAwareReport.inWords(result));
        return findings;
    }

    private static void row(MarkdownTable table, long seed, String name, NoiseAwareResult.Training training) {
        Robustness last = training.last();
        table.row(
                Long.toString(seed),
                name,
                Format.words("%.3f", last.cleanAccuracy()),
                Format.words("%.1f", last.averageChange()),
                Format.words("%.3f", last.worst().accuracy()));
    }

    private Pool dealt() throws IOException {
        Pool all = data.load();
        int size = Math.min(NoiseAwareExperiment.STANDARD_EXAMPLES, all.train().size());
        Examples examples = all.train().subset(IntStream.range(0, size).toArray());
        return new Pool(all.name(), examples, examples.subset(new int[0]), Optional.empty());
    }
}
