package io.tifl.experiments.study;

import io.tifl.experiments.sim.Availability;
import io.tifl.experiments.sim.CostPerSample;
import io.tifl.experiments.sim.CpuGroups;
import io.tifl.experiments.sim.Demand;
import io.tifl.experiments.sim.DeviceTraces;
import io.tifl.experiments.sim.Fleet;
import io.tifl.experiments.sim.Grouping;
import io.tifl.experiments.sim.ResponseTimes;
import io.tifl.experiments.sim.Roster;
import io.tifl.experiments.sim.Workload;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.task.TaskOrder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** What the clients run on: how long they take, and whether they answer. */
record Devices(ResponseTimes times, Availability availability) {
    private static final String GROUPS = "groups";
    private static final String FLASH = "flash";
    private static final String FLHETBENCH = "flhetbench";
    private static final String ALWAYS = "always";
    private static final String TRACES = "traces";

    /** Fleets by name; the traces lie in {@code traces/NAME} of the data folder. */
    private static final Set<String> KINDS = new TreeSet<>(Set.of(GROUPS, FLASH, FLHETBENCH));

    /** @param standsFor how many examples of the whole data set each example at hand costs as much as */
    static Devices of(ReplaySettings settings, FederatedDataset data, double standsFor, Seed seed) throws IOException {
        ReplaySettings.Population population = settings.population();
        Seed devices = seed.child("device");
        Fleet fleet = fleet(settings, List.copyOf(data.clients().sequencedKeySet()), devices);
        Fleet jittered = (client, round) -> fleet.device(client, round).withJitter(population.jitter());
        ResponseTimes times = ResponseTimes.of(jittered, stages(workload(data, standsFor)), devices);
        Availability availability =
                availability(settings, devices).without(Fleet.share(population.dropouts(), seed.child("dropouts")));
        return new Devices(times, availability);
    }

    private static Workload workload(FederatedDataset data, double standsFor) {
        ToLongFunction<ClientId> held = client -> Math.round(standsFor * Population.trainingExamples(data, client));
        Workload training = Workload.training(CostPerSample.paper(), held);
        Workload evaluation = Workload.evaluation(CostPerSample.paper(), order -> judged(order, data, held));
        return order -> switch (order.task()) {
            case "evaluate" -> evaluation.demand(order);
            case "resources" -> Workload.question().demand(order);
            default -> training.demand(order);
        };
    }

    /** How many examples an order to evaluate looks at. */
    private static long judged(TaskOrder order, FederatedDataset data, ToLongFunction<ClientId> held) {
        ClientId client = order.id().client();
        long all = order.settings().text("split", "test").equals("train")
                ? held.applyAsLong(client)
                : Population.testExamples(data, client);
        int sample = order.settings().integer("sample", 0);
        return sample == 0 ? all : Math.min(sample, all);
    }

    /** In the stages of secure aggregation after training clients send and receive; what they compute is not seen beside it. */
    private static Workload stages(Workload training) {
        return order -> {
            Optional<SecureStage> stage = SecureStage.of(order.settings());
            if (stage.isEmpty()) {
                return training.demand(order);
            }
            long message = order.settings().values().values().stream()
                    .mapToLong(String::length)
                    .sum();
            long upload = stage.get() == SecureStage.MASKED ? 2 * Workload.modelBytes(order) : message;
            return new Demand(message, 0, upload);
        };
    }

    private static Fleet fleet(ReplaySettings settings, List<ClientId> clients, Seed seed) throws IOException {
        return switch (settings.population().devices()) {
            case FLASH -> DeviceTraces.flash(traces(settings, FLASH), seed);
            case FLHETBENCH -> DeviceTraces.flHetBench(traces(settings, FLHETBENCH), seed);
            default -> Fleet.grouped(groups(settings), Grouping.contiguous(), Roster.of(clients));
        };
    }

    private static CpuGroups groups(ReplaySettings settings) {
        ReplaySettings.Population population = settings.population();
        return CpuGroups.named(population.heterogeneity().devicesDiffer() ? population.cpuTable() : "equal");
    }

    private static Availability availability(ReplaySettings settings, Seed seed) throws IOException {
        String wanted = settings.population().availability();
        return switch (wanted) {
            case ALWAYS -> Availability.always();
            case TRACES -> DeviceTraces.flHetBenchAvailability(traces(settings, FLHETBENCH), seed);
            default -> Availability.withProbability(probability(wanted), seed);
        };
    }

    private static double probability(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "availability is '" + text + "', expected " + ALWAYS + ", " + TRACES + " or a probability", e);
        }
    }

    private static Path traces(ReplaySettings settings, String name) {
        return settings.data()
                .dataDir()
                .map(folder -> folder.resolve("traces").resolve(name))
                .orElseThrow(() ->
                        new IllegalArgumentException("recorded devices need --data-dir with a folder traces/" + name));
    }

    /** @throws IllegalArgumentException if there are no such devices, CPU table or availability */
    static void check(ReplaySettings settings) {
        ReplaySettings.Population population = settings.population();
        if (!KINDS.contains(population.devices())) {
            throw new IllegalArgumentException("no devices '" + population.devices() + "' among " + KINDS);
        }
        CpuGroups _ = groups(settings);
        if (!population.devices().equals(GROUPS)) {
            Path _ = traces(settings, population.devices());
        }
        switch (population.availability()) {
            case ALWAYS -> {}
            case TRACES -> {
                Path _ = traces(settings, FLHETBENCH);
            }
            default -> {
                Availability _ = Availability.withProbability(probability(population.availability()), new Seed(0));
            }
        }
    }
}
