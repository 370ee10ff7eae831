package io.tifl.experiments.cli;

import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.federated.FederatedSsl;
import io.tifl.experiments.ssl.image.ImageData;
import io.tifl.experiments.ssl.study.ExactCovarianceOnImages;
import io.tifl.experiments.ssl.study.NormalisationAblation;
import io.tifl.experiments.ssl.study.OtherImages;
import io.tifl.experiments.ssl.study.SslStudy;
import io.tifl.experiments.study.DataFolder;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.protocol.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl study ssl}: self-supervised learning with dual networks. */
@Command(
        name = "ssl",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Checks what contrast multiplies weights by, trains networks on latent trees and on images without labels",
            "(arXiv 2010.00578), and says which claims hold: R0 identities, R1 trees, losses, R2 operators, speed, R3 batch",
            "normalisation, R3-all the same on all digits, R4 the operator's loss beside InfoNCE, R5 other images,",
            "federated (a fleet beside one machine).",
            "",
            "R3 to R5 and federated need data: 'tifl data get mnist', and the same for fashion-mnist and cifar10.",
            "Results of trainings are kept in the results folder: an interrupted study goes on where it stopped."
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
            "  tifl study ssl",
            "  tifl study ssl --parts R0,R1,R2",
            "  tifl study ssl --parts R1 --trees 2 --threads 1"
        })
final class SslStudyCommand implements Callable<Integer> {
    /** Trees and fleets of the federated part: four, since what is stated of it is about a mean. */
    private static final List<Long> FLEETS = List.of(1L, 2L, 3L, 4L);

    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "ID",
            description = "Parts to run, comma-separated (default: all)")
    private List<String> parts = List.of();

    @Option(names = "--trees", paramLabel = "N", description = "Trees for each cell of a table (default: 8)")
    private int trees = 8;

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "N",
            description = "Seeds of trainings on images, comma-separated, at least one (default: 1,2,3)")
    private List<Long> seeds = List.of(1L, 2L, 3L);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with the data sets' files (default: $TIFL_DATA_DIR, or ~/.cache/tifl)")
    private @Nullable Path dataDir;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the trees (default: 1)")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (default: results/ssl)")
    private Path out = Path.of("results", "ssl");

    @Option(names = "--threads", paramLabel = "N", description = "Trainings at once (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        KeptResults kept = new KeptResults(out.resolve("kept"), System.err::println);
        Reproduction.Outcome outcome = SslStudy.of(parts, new SslStudy.Options(trees, seed, threads), kept, more(kept))
                .run(out, System.err::println);
        return StudyOutcome.tell(outcome, out);
    }

    private List<StudyPart> more(KeptResults kept) {
        DataSource source = new DataSource.Local(dataDir == null ? DataFolder.path() : dataDir);
        return List.of(
                NormalisationAblation.some(kept, ImageData.in(source), seeds, threads),
                NormalisationAblation.whole(kept, ImageData.in(source), seeds, threads),
                new ExactCovarianceOnImages(kept, ImageData.in(source), seeds, threads),
                new OtherImages(kept, ImageData.in(source), seeds, threads),
                new FederatedSsl(
                        kept,
                        FLEETS,
                        threads,
                        Optional.of(() -> Dataset.catalog().get("mnist").load(source, Settings.none()))));
    }
}
