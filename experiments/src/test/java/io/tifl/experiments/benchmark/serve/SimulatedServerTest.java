package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.benchmark.load.LoadGenerator;
import io.tifl.experiments.benchmark.load.VirtualTimeline;
import io.tifl.experiments.benchmark.load.Workloads;
import io.tifl.experiments.benchmark.result.Counts;
import io.tifl.experiments.benchmark.result.Measurement;
import io.tifl.experiments.benchmark.result.Stage;
import io.tifl.protocol.Seed;
import org.junit.jupiter.api.Test;

/** Dynamic batching in virtual time, on InferBench's ResNet50: 7 ms for a batch and 3.2 ms for each of its examples. */
class SimulatedServerTest {
    private static final ServiceTime RESNET50 = ServiceTime.linear(7_000_000, 3_200_000);

    private static Measurement run(ServiceTime device, String server, String workload) throws InterruptedException {
        VirtualTimeline time = new VirtualTimeline();
        return new LoadGenerator(time)
                .run(
                        new SimulatedServer(time, device, Workloads.server(server), new Seed(3)),
                        Workloads.of(workload),
                        Workloads.within(100),
                        new Seed(4),
                        _ -> {});
    }

    private static double mean(String server, String workload) throws InterruptedException {
        return run(RESNET50, server, workload).stage(Stage.LATENCY).mean();
    }

    // Capacity at a batch of b: b / (7 + 3.2 b) per millisecond; 98 a second at 1, 245 at 8.
    @Test
    void twoHundredRequestsPerSecondAreTooManyOneByOneAndNotInBatchesOfEight() throws InterruptedException {
        String once = "mode: poisson, rate: 200, seconds: 0, requests: 20000, timeout: 10000";
        String twice = "mode: poisson, rate: 200, seconds: 0, requests: 40000, timeout: 10000";

        double oneByOne = mean("queue: 1000000", once);
        assertThat(mean("queue: 1000000", twice)).isCloseTo(2 * oneByOne, within(0.1 * oneByOne));
        assertThat(oneByOne).isGreaterThan(40);

        for (int most : new int[] {8, 16, 32}) {
            String server = "queue: 1000000, max-batch: " + most;
            double batched = mean(server, once);
            assertThat(batched).isLessThan(0.2);
            assertThat(mean(server, twice)).isCloseTo(batched, within(0.2 * batched));
        }
    }

    @Test
    void atALowRateWaitingForABatchOnlyDelays() throws InterruptedException {
        String rarely = "mode: poisson, rate: 1, seconds: 0, requests: 5000";

        double atOnce = mean("max-batch: 8", rarely);
        double later = mean("max-batch: 8, max-wait-ms: 50", rarely);

        assertThat(atOnce).isCloseTo(0.0102, within(0.0005));
        assertThat(later).isCloseTo(atOnce + 0.05, within(0.005));
    }

    @Test
    void atAHighRateWaitingFillsBatchesAndHelps() throws InterruptedException {
        String often = "mode: poisson, rate: 200, seconds: 0, requests: 20000";

        Measurement waits = run(RESNET50, "max-batch: 8, max-wait-ms: 20, queue: 10000", often);

        assertThat(waits.stage(Stage.INFERENCE).mean()).isGreaterThan(0.026);
        assertThat(waits.stage(Stage.LATENCY).mean()).isLessThan(0.2);
    }

    @Test
    void fullQueueRejectsAndNothingIsLost() throws InterruptedException {
        Measurement measured = run(ServiceTime.fixed(10_000_000), "queue: 3", "mode: burst, concurrency: 10");

        assertThat(measured.counts()).isEqualTo(new Counts(4, 0, 0, 6, 0));
    }

    @Test
    void recordedDeviceAnswersAfterTheTimesOfItsRows() throws InterruptedException {
        Measurement measured =
                run(RecordedDevice.named("resnet50"), "max-batch: 1", "mode: blocking, seconds: 0, requests: 50000");

        assertThat(measured.stage(Stage.LATENCY).percentile(50)).isCloseTo(0.0103, within(0.0001));
        assertThat(measured.stage(Stage.LATENCY).percentile(99)).isCloseTo(0.0125, within(0.0001));
        // The published throughput of this row is 95 images per second.
        assertThat(measured.throughput()).isCloseTo(96, within(2.0));
    }
}
