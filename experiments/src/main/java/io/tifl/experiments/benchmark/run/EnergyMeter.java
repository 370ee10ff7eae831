package io.tifl.experiments.benchmark.run;

import io.tifl.experiments.benchmark.result.Energy;
import io.tifl.experiments.benchmark.spec.Prices;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up what the processors' own meters say (RAPL, as Linux shows it below {@code /sys/class/powercap}). A meter counts microjoules
 * up to a range, then from 0 again, in some minutes at the soonest: it is to be read more often than that. Confined to one thread.
 */
final class EnergyMeter {
    private static final Path POWERCAP = Path.of("/sys/class/powercap");

    private final List<Zone> zones = new ArrayList<>();
    private double joules;
    private boolean isBroken;

    private static final class Zone {
        private final Path counter;
        private final long range;
        private long last;

        Zone(Path folder) throws IOException {
            this.counter = folder.resolve("energy_uj");
            this.range = number(folder.resolve("max_energy_range_uj"));
            this.last = number(counter);
        }

        double joulesSinceLast() throws IOException {
            long now = number(counter);
            long gone = now >= last ? now - last : now + range - last;
            last = now;
            return gone / 1e6;
        }
    }

    /** Begins to count with the meters of this machine, if they can be read. */
    static EnergyMeter start() {
        return start(POWERCAP);
    }

    static EnergyMeter start(Path powercap) {
        EnergyMeter meter = new EnergyMeter();
        // Packages only: the zones inside them, such as intel-rapl:0:1, are counted in them already.
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(powercap, "intel-rapl:*")) {
            for (Path folder : folders) {
                if (text(folder.resolve("name")).startsWith("package")) {
                    meter.zones.add(new Zone(folder));
                }
            }
        } catch (IOException | NumberFormatException e) {
            meter.isBroken = true;
        }
        return meter;
    }

    /** Reads the meters. */
    void read() {
        try {
            for (Zone zone : zones) {
                joules += zone.joulesSinceLast();
            }
        } catch (IOException | NumberFormatException e) {
            isBroken = true;
        }
    }

    /** What was drawn since the start: metered, or else of the watts that somebody said. */
    Energy over(Duration time, Prices prices) {
        read();
        if (!isBroken && !zones.isEmpty()) {
            return new Energy(joules, Energy.Source.METER);
        }
        return prices.watts().isPresent()
                ? new Energy(prices.watts().getAsDouble() * (time.toNanos() / 1e9), Energy.Source.ESTIMATE)
                : new Energy(Double.NaN, Energy.Source.UNKNOWN);
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(text(file));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
