package io.tifl.experiments.cli;

import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.ssl.study.SslStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
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
            "normalisation, R4 the operator's loss beside InfoNCE, images, federated (a fleet beside one machine).",
            "",
            "R3, R4, images and federated need data: 'tifl data get mnist', and the same for fashion-mnist and cifar10.",
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
    @Option(
            names = "--parts",
            split = ",",
            paramLabel = "ID",
            description = "Parts to run, comma-separated (default: all)")
    private List<String> parts = List.of();

    @Option(names = "--trees", paramLabel = "N", description = "Trees for each cell of a table (default: 8)")
    private int trees = 8;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the trees (default: 1)")
    private long seed = 1;

    @Option(names = "--out", paramLabel = "DIR", description = "Results folder (default: results/ssl)")
    private Path out = Path.of("results", "ssl");

    @Option(names = "--threads", paramLabel = "N", description = "Trainings at once (default: one per core)")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Override
    public Integer call() throws Exception {
        KeptResults kept = new KeptResults(out.resolve("kept"), System.err::println);
        Reproduction.Outcome outcome = SslStudy.of(parts, new SslStudy.Options(trees, seed, threads), kept, List.of())
                .run(out, System.err::println);
        return StudyOutcome.tell(outcome, out);
    }
}
