package io.tifl.experiments.benchmark.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.schedule.Surface.Cell;
import io.tifl.experiments.benchmark.schedule.Surface.Options;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a two-tier scheduler must show (InferBench, arXiv 2011.02327), on the whole surface. */
@Tag("slow")
final class SurfaceTest {
    private static final double AT_ONCE = Double.POSITIVE_INFINITY;
    private static final List<JobSizes> MIXED =
            List.of(JobSizes.UNIFORM, JobSizes.EXPONENTIAL, JobSizes.LOGNORMAL, JobSizes.BIMODAL);

    private static Surface surface = new Surface(Options.standard(), List.of());

    @BeforeAll
    static void simulate() throws InterruptedException {
        surface = Surface.of(Options.standard(), 2);
    }

    private static double gain(JobSizes sizes, double load, String placement, String order) {
        return surface.cell(sizes, load, placement, order).gain().mean();
    }

    private static double pair(JobSizes sizes, double load) {
        return gain(sizes, load, "least-work", "sjf");
    }

    @Test
    void everyPairOfPoliciesIsOnTheSurface() {
        assertThat(surface.cells()).hasSize(5 * 4 * 9).allSatisfy(cell -> {
            assertThat(cell.gain().low()).isLessThanOrEqualTo(cell.gain().mean());
            assertThat(cell.gain().high()).isGreaterThanOrEqualTo(cell.gain().mean());
        });
    }

    @Test
    void leastWorkAndShortestFirstNeverLose() {
        for (JobSizes sizes : JobSizes.values()) {
            for (double load : Options.standard().loads()) {
                assertThat(pair(sizes, load)).as("%s at %s", sizes, load).isGreaterThanOrEqualTo(0.9999);
            }
        }
    }

    @Test
    void theGainGrowsWithTheLoad() {
        for (JobSizes sizes : MIXED) {
            assertThat(pair(sizes, 0.7)).as("%s", sizes).isGreaterThan(pair(sizes, 0.5));
            assertThat(pair(sizes, 0.9)).as("%s", sizes).isGreaterThan(pair(sizes, 0.7));
        }
    }

    @Test
    void theGainGrowsWithTheVarianceOfSizes() {
        for (double load : List.of(0.5, 0.7, 0.9)) {
            assertThat(List.of(
                            pair(JobSizes.EQUAL, load),
                            pair(JobSizes.UNIFORM, load),
                            pair(JobSizes.EXPONENTIAL, load),
                            pair(JobSizes.LOGNORMAL, load)))
                    .as("load %s", load)
                    .isSorted();
        }
    }

    @Test
    void nothingIsGainedWhereAllJobsAreEqualAndTheLoadIsLow() {
        assertThat(pair(JobSizes.EQUAL, 0.5)).isCloseTo(1, within(0.02));
    }

    @Test
    void thePairIsAtLeastAsGoodAsEachHalfUnderLoad() {
        for (JobSizes sizes : JobSizes.values()) {
            for (double load : List.of(0.7, 0.9)) {
                double tie = 0.005;
                assertThat(pair(sizes, load))
                        .as("%s at %s", sizes, load)
                        .isGreaterThanOrEqualTo(gain(sizes, load, "round-robin", "sjf") - tie)
                        .isGreaterThanOrEqualTo(gain(sizes, load, "least-work", "fcfs") - tie);
            }
        }
    }

    @Test
    void noPairLengthensTheMakespanByMoreThanAFewPerCent() {
        assertThat(surface.cells())
                .allSatisfy(cell -> assertThat(cell.makespan().mean()).isLessThanOrEqualTo(1.05));
    }

    @Test
    void longJobsPayForShortOnesUnlessQueuesAge() {
        Cell shortest = surface.cell(JobSizes.UNIFORM, 0.9, "least-work", "sjf");
        Cell ageing = surface.cell(JobSizes.UNIFORM, 0.9, "least-work", "ageing");

        assertThat(shortest.gainOfLong().high()).isLessThan(0.8);
        assertThat(ageing.gainOfLong().low()).isGreaterThan(0.95);
        assertThat(ageing.gain().low()).isGreaterThan(1);
    }

    @Test
    void ageingBoundsWhatLongJobsWait() {
        for (JobSizes sizes : MIXED) {
            for (double load : List.of(0.5, 0.7, 0.9)) {
                assertThat(surface.cell(sizes, load, "least-work", "ageing")
                                .gainOfLong()
                                .mean())
                        .as("%s at %s", sizes, load)
                        .isGreaterThan(0.95)
                        .isGreaterThanOrEqualTo(surface.cell(sizes, load, "least-work", "sjf")
                                        .gainOfLong()
                                        .mean()
                                - 0.005);
            }
        }
    }

    @Test
    void figuresAreWithinReachOfThePublishedMechanism() {
        Percentage reach = Percentage.withPercentage(12);

        assertThat(pair(JobSizes.UNIFORM, 0.9)).isCloseTo(1.16, reach);
        assertThat(pair(JobSizes.EXPONENTIAL, 0.7)).isCloseTo(1.54, reach);
        assertThat(pair(JobSizes.EXPONENTIAL, 0.9)).isCloseTo(1.82, reach);
        assertThat(pair(JobSizes.LOGNORMAL, 0.7)).isCloseTo(1.74, reach);
        assertThat(pair(JobSizes.LOGNORMAL, 0.9)).isCloseTo(2.05, reach);
        assertThat(pair(JobSizes.BIMODAL, 0.7)).isCloseTo(1.64, reach);
        assertThat(pair(JobSizes.EXPONENTIAL, AT_ONCE)).isCloseTo(1.65, reach);
    }

    @Test
    void wrongEstimatesCostLittleByLittle() throws InterruptedException {
        Options options =
                Options.standard().withSizes(List.of(JobSizes.EXPONENTIAL)).withLoads(List.of(0.9));
        double before = Double.POSITIVE_INFINITY;
        for (double error : new double[] {0, 0.3, 0.6, 1}) {
            double gain = Surface.of(options.withError(error), 2)
                    .cell(JobSizes.EXPONENTIAL, 0.9, "least-work", "sjf")
                    .gain()
                    .mean();
            assertThat(gain).as("error %s", error).isLessThan(before).isGreaterThan(1.43);
            before = gain;
        }
    }
}
