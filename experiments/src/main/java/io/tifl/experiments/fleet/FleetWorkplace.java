package io.tifl.experiments.fleet;

import io.tifl.aggregation.UpdateLimits;
import io.tifl.client.task.ErrorFeedback;
import io.tifl.experiments.sim.Workplace;
import io.tifl.protocol.task.TaskOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The fleet as a place for the clients of one run. Thread-safe; its fleet's monitor guards everything. */
final class FleetWorkplace implements Workplace {
    private final WorkerFleet fleet;
    private final SummedUpdates sums;
    private final ErrorFeedback feedback;
    private final boolean needsErrorFeedback;
    private final Optional<UpdateLimits> summing;
    private final Set<FleetWork> open = new HashSet<>();

    FleetWorkplace(
            WorkerFleet fleet,
            SummedUpdates sums,
            ErrorFeedback feedback,
            boolean needsErrorFeedback,
            Optional<UpdateLimits> summing) {
        this.fleet = fleet;
        this.sums = sums;
        this.feedback = feedback;
        this.needsErrorFeedback = needsErrorFeedback;
        this.summing = summing;
    }

    WorkerFleet fleet() {
        return fleet;
    }

    SummedUpdates sums() {
        return sums;
    }

    ErrorFeedback feedback() {
        return feedback;
    }

    boolean needsErrorFeedback() {
        return needsErrorFeedback;
    }

    Optional<UpdateLimits> summing() {
        return summing;
    }

    @Override
    public Work begin(List<TaskOrder> orders) {
        FleetWork work = new FleetWork(this, orders);
        synchronized (fleet) {
            open.add(work);
        }
        return work;
    }

    /** Under the fleet's monitor. */
    void ended(FleetWork work) {
        open.remove(work);
    }

    @Override
    public void close() {
        List<FleetWork> all;
        synchronized (fleet) {
            all = List.copyOf(open);
        }
        all.forEach(FleetWork::cancel);
    }
}
