package io.tifl.experiments.benchmark.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ClusterSimulatorTest {
    private static SimulatedJob job(double submitted, double size) {
        return new SimulatedJob(submitted, size, size);
    }

    private static List<Double> completions(String placement, String order, int workers, SimulatedJob... jobs) {
        return ClusterSimulator.run(Policies.named(placement, order), workers, List.of(jobs))
                .completions();
    }

    @Test
    void roundRobinGivesEachWorkerItsTurnWhateverItHasToDo() {
        assertThat(completions("round-robin", "fcfs", 2, job(0, 10), job(0, 1), job(0, 1)))
                .containsExactly(10.0, 1.0, 11.0);
    }

    @Test
    void leastWorkGoesWhereLeastIsLeft() {
        assertThat(completions("least-work", "fcfs", 2, job(0, 10), job(0, 1), job(0, 1)))
                .containsExactly(10.0, 1.0, 2.0);
    }

    @Test
    void whatAJobHasHadIsNotLeft() {
        assertThat(completions("least-work", "fcfs", 2, job(0, 10), job(0, 9), job(8, 4), job(8.5, 1)))
                .containsExactly(10.0, 9.0, 5.0, 2.5);
    }

    @Test
    void theShortestQueueCountsJobsAndNotWork() {
        assertThat(completions("shortest-queue", "fcfs", 2, job(0, 10), job(0, 1), job(0.5, 1), job(0.6, 1)))
                .containsExactly(10.0, 1.0, 10.5, 1.4);
    }

    @Test
    void shortJobsGoFirstButNoneIsInterrupted() {
        assertThat(completions("round-robin", "sjf", 1, job(0, 10), job(1, 5), job(2, 1)))
                .containsExactly(10.0, 15.0, 9.0);
    }

    @Test
    void waitingMakesAJobCountAsShorter() {
        SimulatedJob[] jobs = {job(0, 100), job(0, 10), job(99, 5)};

        assertThat(completions("round-robin", "sjf", 1, jobs)).containsExactly(100.0, 115.0, 6.0);
        assertThat(completions("round-robin", "ageing", 1, jobs)).containsExactly(100.0, 110.0, 16.0);
    }

    @Test
    void jobsRunOnlyWhereTheyMay() {
        BitSet second = new BitSet();
        second.set(1);

        assertThat(completions(
                        "least-work", "fcfs", 2, new SimulatedJob(0, 5, 5, second), new SimulatedJob(0, 5, 5, second)))
                .containsExactly(5.0, 10.0);
    }

    @Test
    void figuresOfAScheduleAreThoseOfItsJobs() {
        Schedule schedule = ClusterSimulator.run(Policies.baseline(), 1, List.of(job(1, 2), job(1, 4), job(10, 1)));

        assertThat(schedule.completions()).containsExactly(2.0, 6.0, 1.0);
        assertThat(schedule.mean()).isEqualTo(3);
        assertThat(schedule.p95()).isEqualTo(6);
        assertThat(schedule.p99OfLong()).isEqualTo(6);
        assertThat(schedule.makespan()).isEqualTo(10);
    }

    @Test
    void jobsOutOfOrderOrThatNobodyMayRunAreRefused() {
        BitSet third = new BitSet();
        third.set(2);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> completions("least-work", "fcfs", 2, job(2, 1), job(1, 1)))
                .withMessageContaining("submitted at 1.0 s, after one at 2.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> completions("least-work", "fcfs", 2, new SimulatedJob(0, 5, 5, third)))
                .withMessageContaining("no worker may run job 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Policies.named("best", "fcfs"))
                .withMessageContaining("[least-work, round-robin, shortest-queue]");
    }

    @Test
    void arrivalsMakeTheLoadThatIsAskedFor() {
        List<SimulatedJob> trace = new Traces(JobSizes.EXPONENTIAL, 60, 20_000, 4, 0.9, 0).draw(new Seed(3));

        double work = trace.stream().mapToDouble(SimulatedJob::size).sum();
        assertThat(work / 20_000).isCloseTo(60, within(1.5));
        assertThat(work / (4 * trace.getLast().submitted())).isCloseTo(0.9, within(0.03));
    }

    @Test
    void everyDistributionHasTheSameMean() {
        for (JobSizes sizes : JobSizes.values()) {
            double mean = new Traces(sizes, 60, 40_000, 4, Double.POSITIVE_INFINITY, 0)
                    .draw(new Seed(5)).stream()
                            .mapToDouble(SimulatedJob::size)
                            .average()
                            .orElseThrow();
            assertThat(mean).as("%s", sizes).isCloseTo(60, within(1.5));
        }
    }

    @Test
    void theSurfaceIsTheSameForAnyNumberOfThreads() throws InterruptedException {
        Surface.Options options = Surface.Options.standard()
                .withSizes(List.of(JobSizes.BIMODAL, JobSizes.UNIFORM))
                .withError(0.5)
                .withSeeds(3, 9);

        assertThat(Surface.of(options, 1)).isEqualTo(Surface.of(options, 5));
    }
}
