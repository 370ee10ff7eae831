package io.tifl.experiments.study;

import io.tifl.client.task.Minibatch;
import io.tifl.experiments.sim.Availability;
import io.tifl.experiments.sim.CostPerSample;
import io.tifl.experiments.sim.CpuGroups;
import io.tifl.experiments.sim.Demand;
import io.tifl.experiments.sim.Device;
import io.tifl.experiments.sim.DeviceTraces;
import io.tifl.experiments.sim.Fleet;
import io.tifl.experiments.sim.Grouping;
import io.tifl.experiments.sim.ResponseTimes;
import io.tifl.experiments.sim.Roster;
import io.tifl.experiments.sim.VirtualClock;
import io.tifl.experiments.sim.Workload;
import io.tifl.leaf.FederatedDataset;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.tiering.Draws;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * What the clients run on: how long they take, and whether they answer.
 *
 * @param profiled the same when they are profiled, which is before anything changes, and when they are there
 * @param drifted if some change their speed
 */
record Devices(ResponseTimes times, Availability availability, Setting profiled, Optional<Drifted> drifted) {
    private static final String GROUPS = "groups";
    private static final String FLASH = "flash";
    private static final String FLHETBENCH = "flhetbench";
    private static final String ALWAYS = "always";
    private static final String TRACES = "traces";

    /** Fleets by name; the traces lie in {@code traces/NAME} of the data folder. */
    private static final Set<String> KINDS = new TreeSet<>(Set.of(GROUPS, FLASH, FLHETBENCH));

    /** Devices that do not change. */
    record Setting(ResponseTimes times, Availability availability) {}

    /**
     * A change of speed.
     *
     * @param at when
     * @param clients whose speed changes
     * @param after the devices as they are from then on
     */
    record Drifted(Instant at, SequencedSet<ClientId> clients, Setting after) {}

    /** @param standsFor how many examples of the whole data set each example at hand costs as much as */
    static Devices of(ReplaySettings settings, FederatedDataset data, double standsFor, Seed seed) throws IOException {
        ReplaySettings.Population population = settings.population();
        ReplaySettings.Course course = settings.course();
        List<ClientId> clients = List.copyOf(data.clients().sequencedKeySet());
        Seed devices = seed.child("device");
        Workload workload = stages(workload(cost(settings), data, standsFor));
        Fleet bare = fleet(settings, clients, devices);
        Set<ClientId> slow = Set.copyOf(some(clients, course.slow().share(), seed.child("slow")));
        Fleet first =
                (client, round, at) -> slowed(bare.device(client, round, at), slow.contains(client), course.slow())
                        .withJitter(population.jitter());

        Predicate<ClientId> silent = Fleet.share(population.dropouts(), seed.child("dropouts"));
        boolean leaving = course.dropoutsAtSeconds() > 0;
        Availability always = availability(settings, devices);
        Availability running =
                leaving ? always.without(silent, instant(course.dropoutsAtSeconds())) : always.without(silent);
        ReplaySettings.Daily daily = course.daily();
        Availability there = daily.share() == 1
                ? running
                : running.and(Availability.daily(
                        daily.share(), Duration.ofNanos(Math.round(daily.seconds() * 1e9)), seed.child("daily")));
        Setting profiled =
                new Setting(ResponseTimes.of(first, workload, devices), leaving ? always : always.without(silent));

        ReplaySettings.Drift drift = course.drift();
        if (drift.share() == 0) {
            return new Devices(profiled.times(), there, profiled, Optional.empty());
        }
        List<ClientId> drifting = some(clients, drift.share(), seed.child("drift"));
        Set<ClientId> slower = Set.copyOf(drifting.subList(0, Math.ceilDiv(drifting.size(), 2)));
        Set<ClientId> faster = Set.copyOf(drifting.subList(slower.size(), drifting.size()));
        Fleet after = first.faster(slower::contains, 1 / drift.factor()).faster(faster::contains, drift.factor());
        Instant at = instant(drift.atSeconds());
        return new Devices(
                ResponseTimes.of(first.until(at, after), workload, devices),
                there,
                profiled,
                Optional.of(new Drifted(
                        at,
                        new LinkedHashSet<>(drifting),
                        new Setting(ResponseTimes.of(after, workload, devices), profiled.availability()))));
    }

    private static CostPerSample cost(ReplaySettings settings) {
        double said = settings.course().cpuSecondsPerExample();
        return said == 0
                ? CostPerSample.paper()
                : CostPerSample.paper().with(settings.training().model(), said);
    }

    private static Device slowed(Device device, boolean isSlow, ReplaySettings.Slow slow) {
        return isSlow ? device.faster(1 / slow.factor()) : device;
    }

    /** So many of the clients, drawn alike: whole ones, and one at least if any share of them. */
    private static List<ClientId> some(List<ClientId> clients, double share, Seed seed) {
        int count = share == 0 ? 0 : Math.max(1, (int) Math.round(share * clients.size()));
        return Draws.from(clients, count, seed.generator());
    }

    private static Instant instant(double seconds) {
        return VirtualClock.START.plusNanos(Math.round(seconds * 1e9));
    }

    private static Workload workload(CostPerSample cost, FederatedDataset data, double standsFor) {
        ToLongFunction<ClientId> held = client -> Math.round(standsFor * Population.trainingExamples(data, client));
        Workload training = order -> Workload.training(
                        cost,
                        client -> Minibatch.of(order.settings())
                                .map(minibatch -> minibatch.count(held.applyAsLong(client)))
                                .orElse(held.applyAsLong(client)))
                .demand(order);
        Workload evaluation = Workload.evaluation(cost, order -> judged(order, data, held));
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
