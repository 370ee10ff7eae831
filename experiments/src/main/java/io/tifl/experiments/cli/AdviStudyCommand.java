package io.tifl.experiments.cli;

import io.tifl.experiments.advi.federated.FederatedAdvi;
import io.tifl.experiments.advi.study.AdviStudy;
import io.tifl.experiments.advi.study.ColumnClassification;
import io.tifl.experiments.advi.study.DigitSource;
import io.tifl.experiments.advi.study.MixtureAutoencoder;
import io.tifl.experiments.advi.study.PoorData;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.study.DataFolder;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Dataset;
import io.tifl.protocol.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl study advi}: variational inference with mixtures. */
@Command(
        name = "advi",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Fits mixture posteriors by ELBO, IWAE and their stratified forms SELBO and SIWAE (arXiv 2003.01687), and says",
            "which claims hold: R1 bounds of fixed approximations, R2 modes that fits find, R3 digits from one column, R4",
            "corrupted and little data, R5 an autoencoder, federated (clients that hold the data).",
            "",
            "R3, R4, R5 and federated need MNIST: 'tifl data get mnist'. Results of fits are kept in the results folder: an",
            "interrupted study goes on where it stopped."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and every claim holds",
            "1:it failed, or a claim does not hold",
            "2:wrong usage",
            "130:interrupted"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  tifl study advi", "  tifl study advi --parts R1,R2", "  tifl study advi --parts R1 --draws 20000"})
final class AdviStudyCommand implements Callable<Integer> {
    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "ID",
            description = "Parts to run, comma-separated (default: all)")
    private List<String> parts = List.of();

    @Option(
            names = "--seeds",
            split = ",",
            paramLabel = "N",
            description = "Seeds of trainings, comma-separated, at least one (default: 0,1,2); R4 takes two more")
    private List<Long> seeds = List.of(0L, 1L, 2L);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Folder with MNIST's files (default: $TIFL_DATA_DIR, or ~/.cache/tifl)")
    private @Nullable Path dataDir;

    @Option(names = "--draws", paramLabel = "N", description = "Draws of each bound of R1 (default: 1000000)")
    private int draws = 1_000_000;

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (default: results/advi)")
    private Path out = Path.of("results", "advi");

    @Option(names = "--threads", paramLabel = "N", description = "Fits at once (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        KeptResults kept = new KeptResults(out.resolve("kept"), System.err::println);
        Reproduction.Outcome outcome =
                AdviStudy.of(parts, kept, draws, threads, more(kept)).run(out, System.err::println);
        return StudyOutcome.tell(outcome, out);
    }

    private List<StudyPart> more(KeptResults kept) {
        DataSource source = new DataSource.Local(dataDir == null ? DataFolder.path() : dataDir);
        DigitSource digits = () -> Dataset.catalog().get("mnist").load(source, Settings.none());
        return List.of(
                new ColumnClassification(kept, digits, seeds, threads),
                new PoorData(kept, digits, poorSeeds(), threads),
                new MixtureAutoencoder(kept, digits, seeds, threads),
                new FederatedAdvi(kept, digits, seeds, threads));
    }

    // Margins are smaller there: two more seeds than elsewhere.
    private List<Long> poorSeeds() {
        List<Long> more = new ArrayList<>(seeds);
        for (long next = Collections.max(seeds) + 1; more.size() < seeds.size() + 2; next++) {
            more.add(next);
        }
        return more;
    }
}
