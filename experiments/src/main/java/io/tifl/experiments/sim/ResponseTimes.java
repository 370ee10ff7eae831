package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How long a client takes from order to reply:
 *
 * <pre>(startUp + download / down + cpuSeconds / cpuShare + upload / up) * jitter</pre>
 *
 * <p>The jitter is log-normal with mean 1 and depends on seed, client and round alone, so it is the same for every policy
 * that asks that client in that round. Pure, thread-safe.
 *
 * @param startUp what any task costs on any device: connecting, loading the data
 */
public record ResponseTimes(Duration startUp, Fleet fleet, Workload workload, Seed seed) {
    /** Start-up on the paper's cluster, see {@link CostPerSample#paper()}. */
    public static final Duration CLUSTER_START_UP = Duration.ofMillis(600);

    /** No answer takes longer than this, so that sums of instants stay within a {@link VirtualClock}. */
    public static final Duration LONGEST = Duration.ofDays(365);

    /** Response times with the start-up of the paper's cluster. */
    public static ResponseTimes of(Fleet fleet, Workload workload, Seed seed) {
        return new ResponseTimes(CLUSTER_START_UP, fleet, workload, seed);
    }

    public ResponseTimes {
        if (startUp.isNegative() || startUp.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the start-up must lie in [0, " + LONGEST + "], got " + startUp);
        }
    }

    /** From dispatch at this instant to arrival of the reply; at least 1 nanosecond. */
    public Duration responseTime(TaskOrder order, Instant dispatched) {
        return responseTime(order, workload.demand(order), dispatched);
    }

    /** As {@link #responseTime(TaskOrder, Instant)}, of a client that has the order's model already. */
    Duration responseTimeOfHolder(TaskOrder order, Instant dispatched) {
        return responseTime(order, workload.demand(order).withoutDownload(), dispatched);
    }

    private Duration responseTime(TaskOrder order, Demand demand, Instant dispatched) {
        ClientId client = order.id().client();
        Device device = fleet.device(client, order.id().round(), dispatched);
        double seconds = undisturbedSeconds(device, demand)
                * jitter(device.jitter(), client, order.id().round());
        double longest = LONGEST.toSeconds();
        return Duration.ofNanos(Math.max(1, Math.round(Math.min(seconds, longest) * 1e9)));
    }

    private double undisturbedSeconds(Device device, Demand demand) {
        return startUp.toNanos() / 1e9
                + demand.downloadBytes() / device.downBytesPerSecond()
                + demand.cpuSeconds() / device.cpuShare()
                + demand.uploadBytes() / device.upBytesPerSecond();
    }

    private double jitter(double sigma, ClientId client, long round) {
        if (sigma == 0) {
            return 1;
        }
        double normal = standardNormal(
                seed.child("jitter").child(client.value()).child(round).generator());
        return StrictMath.exp(sigma * normal - sigma * sigma / 2);
    }

    // Box and Muller's transform rather than nextGaussian(), whose algorithm may change from one JDK to the next.
    static double standardNormal(RandomGenerator random) {
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
        return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
