package io.tifl.experiments.sim;

import io.tifl.protocol.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** The network of one real device; its speed is drawn anew for every round. */
sealed interface Link {
    /** A device on this link in one round. */
    Device attach(Device device, Seed round);

    /**
     * Speeds that are normally distributed, in bytes per second.
     *
     * <p>A draw below a hundredth of the mean counts as that: the normal distribution reaches below 0, a network does not.
     */
    record Normal(double downMean, double downSpread, double upMean, double upSpread) implements Link {
        private static final double LEAST = 0.01;

        @Override
        public Device attach(Device device, Seed round) {
            RandomGenerator random = round.generator();
            return device.withBandwidth(draw(downMean, downSpread, random), draw(upMean, upSpread, random));
        }

        private static double draw(double mean, double spread, RandomGenerator random) {
            return Math.max(LEAST * mean, mean + spread * ResponseTimes.standardNormal(random));
        }
    }

    /** Speeds that were measured, in bytes per second, the same in both directions. */
    record Measured(List<Double> samples) implements Link {
        public Measured {
            samples = List.copyOf(samples);
        }

        @Override
        public Device attach(Device device, Seed round) {
            double speed = samples.get(round.generator().nextInt(samples.size()));
            return device.withBandwidth(speed, speed);
        }
    }

    /** FLASH's table; see {@link DeviceTraces#flash} for the unit. */
    static List<Link> flash(Path file) throws IOException {
        List<Link> links = new ArrayList<>();
        for (Map.Entry<String, JsonNode> device : TraceFile.read(file).properties()) {
            JsonNode speed = device.getValue();
            double down = kilo(speed, "down_u");
            double up = kilo(speed, "up_u");
            if (down > 0 && up > 0) {
                links.add(new Normal(down, kilo(speed, "down_sigma"), up, kilo(speed, "up_sigma")));
            }
        }
        return required(links, file);
    }

    /** MobiPerf's samples; see {@link DeviceTraces#flHetBench} for the unit. */
    static List<Link> mobiPerf(Path file) throws IOException {
        List<Link> links = new ArrayList<>();
        for (JsonNode device : TraceFile.read(file)) {
            List<Double> samples = new ArrayList<>();
            for (JsonNode kilobits : device.path("tcp_speed_results")) {
                if (kilobits.isNumber() && kilobits.doubleValue() > 0) {
                    samples.add(kilobits.doubleValue() * 1000 / 8);
                }
            }
            if (!samples.isEmpty()) {
                links.add(new Measured(samples));
            }
        }
        return required(links, file);
    }

    private static double kilo(JsonNode speed, String name) {
        JsonNode value = speed.path(name);
        return value.isNumber() ? value.doubleValue() * 1000 : 0;
    }

    private static List<Link> required(List<Link> links, Path file) throws IOException {
        if (links.isEmpty()) {
            throw new IOException("trace file " + file + " holds no usable network speed");
        }
        return links;
    }
}
