package io.tifl.experiments.cli;

import io.tifl.experiments.advi.study.AdviStudy;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
                AdviStudy.of(parts, kept, draws, threads, List.of()).run(out, System.err::println);
        return StudyOutcome.tell(outcome, out);
    }
}
