package io.tifl.experiments.advi.federated;

import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
import io.tifl.client.task.LocalTask;
import io.tifl.client.task.TaskRunner;
import io.tifl.experiments.lead.WorkLeader;
import io.tifl.experiments.sim.Availability;
import io.tifl.experiments.sim.CostPerSample;
import io.tifl.experiments.sim.Device;
import io.tifl.experiments.sim.Fleet;
import io.tifl.experiments.sim.ResponseTimes;
import io.tifl.experiments.sim.SimulatedFleet;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.experiments.sim.Workload;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A simulated fleet on which posteriors are fitted as on a service: the same definition, requests and sums; only the time is virtual.
 * Confined to one thread, which its workers serve.
 */
public final class SimulatedShards implements AutoCloseable {
    private final Catalog<LocalTask> tasks = Catalog.load("task", LocalTask.class);
    private final Catalog<UpdateCodec> codecs = Catalog.load("codec", UpdateCodec.class);
    private final LearnerFactory engine =
            Catalog.load("engine", LearnerFactory.class).get("compiled");
    private final SortedMap<ClientId, LocalData> data;
    private final VirtualClock clock = new VirtualClock();
    private final SimulatedFleet fleet;

    /**
     * A fleet on which everybody answers, in an order that the seed decides.
     *
     * @param workers threads that work at once; they do not change the results
     */
    public SimulatedShards(Map<ClientId, LocalData> data, int workers, Seed seed) {
        this(data, workers, seed, Availability.always());
    }

    SimulatedShards(Map<ClientId, LocalData> data, int workers, Seed seed, Availability availability) {
        this.data = new TreeMap<>(data);
        Workload work = Workload.training(
                CostPerSample.paper(),
                client -> Objects.requireNonNull(this.data.get(client)).train().size());
        this.fleet = new SimulatedFleet(
                clock,
                ResponseTimes.of(Fleet.uniform(Device.cluster(1)), work, seed.child("times")),
                availability,
                this::run,
                workers);
    }

    private TaskReply run(TaskOrder order) {
        LocalData own = Objects.requireNonNull(data.get(order.id().client()));
        try (TaskRunner runner = new TaskRunner(engine, tasks, codecs)) {
            return runner.run(order, own);
        }
    }

    CoordinatorTransport transport() {
        return fleet;
    }

    VirtualClock clock() {
        return clock;
    }

    /** Carries a fit out, until it is over or waits for more clients than there are. */
    public PosteriorFit fit(PosteriorDefinition definition) throws InterruptedException {
        return fit(PosteriorFit.of(definition, clock.instant()), _ -> true);
    }

    /** Goes on with one. */
    PosteriorFit fit(PosteriorFit begun, WorkLeader.Keeper<PosteriorFit> keeper) throws InterruptedException {
        PosteriorRun run = new PosteriorRun(
                begun,
                new PosteriorRun.Parts(fleet, () -> new TreeSet<>(data.keySet()), clock, keeper, _ -> {}),
                () -> {});
        try {
            // Whoever does not answer is asked again, until patience ends.
            while (!run.advance() && run.work().search() != null) {}
        } catch (IOException e) {
            throw new IllegalStateException("a fit in memory could not be kept", e);
        }
        return run.work();
    }

    @Override
    public void close() {
        fleet.close();
    }
}
