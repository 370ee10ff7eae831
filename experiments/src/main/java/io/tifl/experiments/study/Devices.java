package io.tifl.experiments.study;

import io.tifl.experiments.sim.Availability;
import io.tifl.experiments.sim.CostPerSample;
import io.tifl.experiments.sim.CpuGroups;
import io.tifl.experiments.sim.Device;
import io.tifl.experiments.sim.Fleet;
import io.tifl.experiments.sim.Grouping;
import io.tifl.experiments.sim.ResponseTimes;
import io.tifl.experiments.sim.Roster;
import io.tifl.experiments.sim.Workload;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.Seed;
import java.util.List;

/** What the clients run on: how long they take, and whether they answer. */
record Devices(ResponseTimes times, Availability availability) {
    private static final String EQUAL = "equal";

    static Devices of(ReplaySettings settings, FederatedDataset data, Seed seed) {
        ReplaySettings.Population population = settings.population();
        Roster roster = Roster.of(List.copyOf(data.clients().sequencedKeySet()));
        Fleet grouped = Fleet.grouped(groups(settings), Grouping.contiguous(), roster);
        Fleet fleet = (client, round) -> {
            Device device = grouped.device(client, round);
            return device.withJitter(population.jitter());
        };
        ResponseTimes times = ResponseTimes.of(
                fleet,
                Workload.training(CostPerSample.paper(), client -> Population.trainingExamples(data, client)),
                seed.child("device"));
        return new Devices(
                times, Availability.always().without(Fleet.share(population.dropouts(), seed.child("dropouts"))));
    }

    private static CpuGroups groups(ReplaySettings settings) {
        ReplaySettings.Population population = settings.population();
        return CpuGroups.named(population.heterogeneity().devicesDiffer() ? population.cpuTable() : EQUAL);
    }

    /** @throws IllegalArgumentException if there is no such CPU table */
    static void check(ReplaySettings settings) {
        CpuGroups _ = groups(settings);
    }
}
