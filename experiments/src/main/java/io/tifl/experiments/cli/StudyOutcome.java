package io.tifl.experiments.cli;

import io.tifl.experiments.reproduce.Reproduction;
import java.nio.file.Path;

/** What a study that reproduces a paper tells in the end. */
final class StudyOutcome {
    private StudyOutcome() {}

    /**
     * Prints tables and claims, and where the report lies.
     *
     * @return the exit code
     */
    static int tell(Reproduction.Outcome outcome, Path folder) {
        System.out.print(outcome.markdown());
        System.out.println(
                "\nReport: " + folder.resolve("report.html").toAbsolutePath().normalize());
        outcome.failed().forEach(claim -> System.err.println("does not hold: " + claim));
        return outcome.failed().isEmpty() ? 0 : ErrorMessages.FAILED;
    }
}
