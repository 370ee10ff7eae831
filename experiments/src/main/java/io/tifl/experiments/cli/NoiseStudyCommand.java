package io.tifl.experiments.cli;

import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.experiments.noise.study.NoiseStudy;
import io.tifl.experiments.noise.study.TrainedForNoise;
import io.tifl.experiments.noise.zoo.Zoo;
import io.tifl.experiments.noise.zoo.ZooData;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.study.DataFolder;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.protocol.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl study noise}: networks on analog devices. */
@Command(
        name = "noise",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains a zoo of small networks on MNIST, Fashion-MNIST and CIFAR-10, puts noise on their weights as analog",
            "devices do (arXiv 2011.11840), and says which claims hold: table, C1 accuracy falls with noise, C2 scales, C3",
            "redundancy, C4 batch normalisation, C5 depth, C6 tasks, layers (noise in one at a time), devices, speed,",
            "federated (a fleet that trains with its noise).",
            "",
            "Needs the data sets: 'tifl data get mnist', and the same for fashion-mnist and cifar10. Trained networks and",
            "curves are kept in the results folder: an interrupted study goes on where it stopped."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and every claim holds",
            "1:it failed, or a claim does not hold",
            "2:wrong usage",
            "130:interrupted"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl study noise",
            "  tifl study noise --parts C4 --models vgg6,vgg6-bn --seeds 1,2,3,4,5",
            "  tifl study noise --trials 30 --threads 2 --out results/noise-30"
        })
final class NoiseStudyCommand implements Callable<Integer> {
    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "ID",
            description = "Parts to run, comma-separated (default: all)")
    private List<String> parts = List.of();

    @Option(
            names = "--models",
            split = ",",
            paramLabel = "NAME",
            description = "Networks of the zoo, comma-separated (default: all); parts that lack one are left out")
    private List<String> models = List.of();

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "N",
            description = "Seeds of training, comma-separated (default: 1,2,3)")
    private List<Long> seeds = List.of(1L, 2L, 3L);

    @Option(names = "--trials", paramLabel = "N", description = "Chips for each level of noise (default: 10)")
    private int trials = 10;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all noise (default: 1)")
    private long seed = 1;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the data sets' files (default: $TIFL_DATA_DIR, or ~/.cache/tifl)")
    private @Nullable Path dataDir;

    @Option(
            names = "--zoo",
            paramLabel = "DIR",
            description = "Folder of trained networks (default: 'zoo' in the results folder)")
    private @Nullable Path zoo;

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (default: results/noise)")
    private Path out = Path.of("results", "noise");

    @Option(names = "--threads", paramLabel = "N", description = "Threads that judge chips (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        NoiseStudy.Options options = new NoiseStudy.Options(seeds, trials, seed, threads);
        DataSource source = new DataSource.Local(dataDir == null ? DataFolder.path() : dataDir);
        Reproduction.Outcome outcome = NoiseStudy.of(
                        parts,
                        Zoo.standard().only(models),
                        ZooData.of(source),
                        options,
                        new CompiledLearnerFactory(),
                        out,
                        zoo == null ? out.resolve("zoo") : zoo,
                        List.of(new TrainedForNoise(
                                () -> Dataset.catalog().get("fashion-mnist").load(source, Settings.none()),
                                seeds,
                                threads)),
                        System.err::println)
                .run(out, System.err::println);
        return StudyOutcome.tell(outcome, out);
    }
}
