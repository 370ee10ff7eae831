package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Fleets and availability from measurements of real phones.
 *
 * <p>Every client draws a phone, a network and an on-off history from the seed, independently of each other, and keeps them;
 * the network's speed is drawn anew for each round. The median phone of a measurement counts as one CPU.
 */
public final class DeviceTraces {
    private static final double NANOS = 1e9;

    private DeviceTraces() {}

    /**
     * Phones of FLASH (Yang et al., WWW 2021): AI-Benchmark scores, and WiFi speeds of 19 devices.
     *
     * <p>The speeds are read as kilobytes per second. FLASH's comments say "kb/s"; its download arithmetic divides the model's
     * bytes by 1024 and then by the speed, and only so does the mean (5.9 MB/s, 47 Mbit/s) agree with MobiPerf's WiFi.
     *
     * @param folder with {@code benchmark2score.json} and {@code speed_distri.json}
     * @throws IOException naming the file that is missing, truncated or empty
     */
    public static Fleet flash(Path folder, Seed seed) throws IOException {
        double[] speeds = Speeds.ofScores(folder.resolve("benchmark2score.json"));
        return fleet(speeds, Link.flash(folder.resolve("speed_distri.json")), seed);
    }

    /**
     * Phones of FLHetBench (Zhang et al., CVPR 2024): ResNet training times of 997 phones, and MobiPerf throughput of 168.
     *
     * <p>Throughput is read as kilobits per second, as MobiPerf reports TCP tests, and used in both directions. Training times
     * of 0 ms are missing figures and left out.
     *
     * @param folder with {@code training_latency.json.gz} and {@code mobiperf_devices_trimmed.json.gz}
     * @throws IOException naming the file that is missing, truncated or empty
     */
    public static Fleet flHetBench(Path folder, Seed seed) throws IOException {
        double[] speeds = Speeds.ofLatencies(folder.resolve("training_latency.json.gz"));
        return fleet(speeds, Link.mobiPerf(folder.resolve("mobiperf_devices_trimmed.json.gz")), seed);
    }

    /**
     * When FLHetBench's devices were charging, idle and on WiFi, in seconds; each history repeats from its own start. Devices
     * without a successful trace are left out.
     *
     * @param folder with {@code cached_timers.json.gz}
     * @throws IOException naming the file that is missing, truncated or empty
     */
    public static Availability flHetBenchAvailability(Path folder, Seed seed) throws IOException {
        List<Timetable> timetables = timetables(folder.resolve("cached_timers.json.gz"));
        Seed choices = seed.child("timetable");
        return (client, round, ordered, replied) ->
                timetables.get(choose(choices, client, timetables.size())).covers(ordered, replied, 0);
    }

    static List<Timetable> timetables(Path file) throws IOException {
        SortedMap<String, Timetable> byDevice = new TreeMap<>();
        for (var device : TraceFile.read(file).properties()) {
            if (device.getValue().path("isSuccess").asBoolean(false)) {
                byDevice.put(device.getKey(), timetable(file, device.getKey(), device.getValue()));
            }
        }
        if (byDevice.isEmpty()) {
            throw new IOException("trace file " + file + " holds no usable device");
        }
        return new ArrayList<>(byDevice.values());
    }

    private static Timetable timetable(Path file, String name, JsonNode device) throws IOException {
        try {
            double start = device.path("trace_start").doubleValue();
            long period = nanos(device.path("trace_end").doubleValue() - start);
            JsonNode ready = device.path("ready_time");
            long[] starts = new long[ready.size()];
            long[] ends = new long[ready.size()];
            for (int i = 0; i < starts.length; i++) {
                starts[i] = nanos(ready.get(i).path(0).doubleValue() - start);
                ends[i] = nanos(ready.get(i).path(1).doubleValue() - start);
            }
            return new Timetable(period, starts, ends);
        } catch (RuntimeException e) {
            throw new IOException("trace file " + file + ", device " + name + ": " + e.getMessage(), e);
        }
    }

    private static Fleet fleet(double[] speeds, List<Link> links, Seed seed) {
        Seed phones = seed.child("phone");
        Seed networks = seed.child("network");
        return (client, round, at) -> {
            Device phone = Device.cluster(speeds[choose(phones, client, speeds.length)]);
            Link link = links.get(choose(networks, client, links.size()));
            return link.attach(phone, networks.child(client.value()).child(round));
        };
    }

    private static int choose(Seed seed, ClientId client, int choices) {
        return seed.child(client.value()).generator().nextInt(choices);
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * NANOS);
    }
}
