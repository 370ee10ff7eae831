package io.tifl.experiments.noise.federated;

import io.tifl.client.LearnerFactory;
import io.tifl.client.LocalData;
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
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeSet;

/**
 * A simulated fleet on which evaluations run as on a service: the same definition, rounds and pooling; only the time is virtual. Confined
 * to one thread, which its workers serve.
 */
public final class SimulatedNoise implements AutoCloseable {
    private final SequencedMap<ClientId, LocalData> data;
    private final VirtualClock clock = new VirtualClock();
    private final SimulatedClients clients;
    private final SimulatedFleet fleet;

    /**
     * A fleet on which everybody answers.
     *
     * @param workers threads that work at once; they do not change the results
     */
    public SimulatedNoise(SequencedMap<ClientId, LocalData> data, LearnerFactory engine, int workers, Seed seed) {
        this(data, engine, workers, seed, Availability.always());
    }

    public SimulatedNoise(
            SequencedMap<ClientId, LocalData> data,
            LearnerFactory engine,
            int workers,
            Seed seed,
            Availability availability) {
        this.data = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(data));
        this.clients = new SimulatedClients(data, engine);
        Workload work = Workload.training(
                CostPerSample.paper(),
                client -> Objects.requireNonNull(this.data.get(client)).train().size());
        this.fleet = new SimulatedFleet(
                clock,
                ResponseTimes.of(Fleet.uniform(Device.cluster(1)), work, seed.child("times")),
                availability,
                clients,
                workers);
    }

    CoordinatorTransport transport() {
        return fleet;
    }

    VirtualClock clock() {
        return clock;
    }

    SequencedMap<ClientId, LocalData> data() {
        return data;
    }

    /**
     * Carries an evaluation out.
     *
     * @param models by the job they are of; all are finished
     */
    public Evaluation evaluate(EvaluationDefinition definition, Map<JobId, GlobalModel> models)
            throws InterruptedException {
        return evaluate(Evaluation.of(definition, clock.instant()), models, _ -> true);
    }

    Evaluation evaluate(Evaluation begun, Map<JobId, GlobalModel> models, WorkLeader.Keeper<Evaluation> keeper)
            throws InterruptedException {
        EvaluationRun run = new EvaluationRun(
                begun,
                new EvaluationRun.Parts(
                        fleet, () -> new TreeSet<>(data.keySet()), new Finished(models), keeper, _ -> {}),
                () -> {});
        try {
            boolean _ = run.advance();
        } catch (IOException e) {
            throw new IllegalStateException("models in memory could not be read", e);
        }
        return run.work();
    }

    @Override
    public void close() {
        fleet.close();
        clients.close();
    }

    /** Models of jobs that are over. */
    private record Finished(Map<JobId, GlobalModel> models) implements RobustnessModels {
        @Override
        public GlobalModel get(JobId job, long version) {
            GlobalModel model = models.get(job);
            if (model == null || model.version() != version) {
                throw new IllegalArgumentException("job " + job + " has no model of version " + version);
            }
            return model;
        }

        @Override
        public OptionalLong newest(JobId job) {
            GlobalModel model = models.get(job);
            return model == null ? OptionalLong.empty() : OptionalLong.of(model.version());
        }

        @Override
        public OptionalLong next(JobId job, long version) {
            return newest(job).stream().filter(one -> one > version).findFirst();
        }

        @Override
        public boolean isOver(JobId job) {
            return true;
        }
    }
}
