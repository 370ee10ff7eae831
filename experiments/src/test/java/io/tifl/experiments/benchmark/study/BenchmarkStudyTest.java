package io.tifl.experiments.benchmark.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.experiments.benchmark.schedule.JobSizes;
import io.tifl.experiments.benchmark.schedule.Surface;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.Reproduction;
import io.tifl.experiments.reproduce.StudyPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchmarkStudyTest {
    @TempDir
    private Path folder;

    private static StudyPart part(boolean holds) {
        return new StudyPart() {
            @Override
            public String id() {
                return "R9";
            }

            @Override
            public String title() {
                return "A part";
            }

            @Override
            public Findings run(Consumer<String> progress) {
                Findings findings = new Findings();
                findings.say("What was done.");
                MarkdownTable table = new MarkdownTable("A table.", "a", "b");
                table.row("1", "2");
                findings.show(table);
                findings.claim("the sky is blue", holds, "by eye");
                return findings;
            }
        };
    }

    @Test
    void everyClaimStandsWithItsVerdictInTheTablesAndOnThePage() throws Exception {
        Reproduction.Outcome outcome =
                BenchmarkStudy.of(List.of(part(true), part(false))).run(folder, _ -> {});

        assertThat(outcome.markdown())
                .contains("## R9: A part", "| 1 | 2 |", "| the sky is blue | holds | by eye |", "DOES NOT HOLD");
        assertThat(outcome.failed()).singleElement().asString().isEqualTo("R9: the sky is blue (by eye)");
        assertThat(Files.readString(folder.resolve("report.html"))).contains("1 of 2", "DOES NOT HOLD");
        assertThat(Files.readString(folder.resolve("benchmark.md"))).isEqualTo(outcome.markdown());
    }

    @Test
    void partsInVirtualTimeHoldAndAreTheSameForAnyNumberOfThreads() throws Exception {
        Surface.Options few = Surface.Options.standard()
                .withSizes(List.of(JobSizes.EQUAL, JobSizes.UNIFORM, JobSizes.EXPONENTIAL, JobSizes.LOGNORMAL))
                .withSeeds(6, 1);
        String first = BenchmarkStudy.of(List.of(new SchedulerSurface(few, 1), new DynamicBatching()))
                .run(folder, _ -> {})
                .markdown();
        Reproduction.Outcome second = BenchmarkStudy.of(List.of(new SchedulerSurface(few, 3), new DynamicBatching()))
                .run(folder, _ -> {});

        assertThat(second.markdown()).isEqualTo(first);
        // With six traces a kind, whether exponential or log-normal sizes gain more is chance.
        assertThat(second.failed()).allSatisfy(claim -> assertThat(claim).contains("spread of sizes"));
    }

    @Test
    void unknownPartIsRefusedNamingThoseThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BenchmarkStudy.of(List.of("R8"), folder, null, 1))
                .withMessageContaining("R1, R1-live, R2, R3, R4, R5, R6, R7");
    }

    @Test
    void cachesAreReadAsLinuxWritesThem() {
        assertThat(LastLevelCache.parse("30720K")).isEqualTo(30720L << 10);
        assertThat(LastLevelCache.parse("2M")).isEqualTo(2L << 20);
        assertThat(LastLevelCache.bytes()).isPositive();
    }
}
