package io.tifl.experiments.noise;

import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * {@code pcm}: phase-change memory as measured on a million cells (Joshi et al., Nature Communications 2020; figures as IBM's analog
 * hardware kit uses them). A weight is the difference of two conductances, of which one is 0 before it is programmed. Programming misses its
 * target, conductance then drifts down with time, and every reading is noisy.
 *
 * <p>The level is the time since programming in seconds, from 20 on, when the first reading is possible; 0 leaves the weights as they are.
 *
 * <p>Settings: {@code g-max} (25, the most: microsiemens that the layer's largest weight becomes; cells of less are noisier for their
 * size); {@code programming}, {@code drift}, {@code read} (all true);
 * {@code compensation} (true): the layer is scaled so that its conductances add up to what they did at first, as a periodic reading would.
 */
public final class PhaseChangeMemory implements NoiseModel {
    private static final double FIRST_READING = 20;
    private static final double READ_SECONDS = 250e-9;

    /** The conductance that all measured figures refer to, in microsiemens. */
    private static final double REFERENCE = 25;

    private final double mostConductance;
    private final boolean programs;
    private final boolean drifts;
    private final boolean reads;
    private final boolean compensates;

    public PhaseChangeMemory() {
        this(REFERENCE, true, true, true, true);
    }

    private PhaseChangeMemory(
            double mostConductance, boolean programs, boolean drifts, boolean reads, boolean compensates) {
        this.mostConductance = mostConductance;
        this.programs = programs;
        this.drifts = drifts;
        this.reads = reads;
        this.compensates = compensates;
    }

    @Override
    public String name() {
        return "pcm";
    }

    @Override
    public PhaseChangeMemory configured(Settings settings) {
        settings.requireOnly(Set.of("g-max", "programming", "drift", "read", "compensation"));
        double most = settings.real("g-max", REFERENCE);
        if (!(most > 0 && most <= REFERENCE)) {
            throw new IllegalArgumentException(
                    "setting 'g-max' must be above 0 and at most " + REFERENCE + " microsiemens, got " + most);
        }
        return new PhaseChangeMemory(
                most,
                settings.flag("programming", true),
                settings.flag("drift", true),
                settings.flag("read", true),
                settings.flag("compensation", true));
    }

    @Override
    public String unit() {
        return "seconds since programming";
    }

    @Override
    public void check(double level) {
        if (level != 0 && !(level >= FIRST_READING && level <= 1e12)) {
            throw new IllegalArgumentException("phase-change memory is read " + FIRST_READING
                    + " s after programming or later, or with level 0 is none; got " + level);
        }
    }

    @Override
    public void disturb(Tensor tensor, double level, Chance chance) {
        double largest = tensor.own().largest();
        if (level == 0 || largest == 0) {
            return;
        }
        Side plus = new Side(chance, 0);
        Side minus = new Side(chance, 1);
        double shareOfLargest = mostConductance / REFERENCE;
        double weightOfShare = largest / shareOfLargest;
        Reading first = new Reading(FIRST_READING);
        Reading now = new Reading(level);
        double before = 0;
        double after = 0;
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            double target = values[i] / largest * shareOfLargest;
            plus.program(Math.max(target, 0), i - tensor.from());
            minus.program(Math.max(-target, 0), i - tensor.from());
            double up = plus.read(now, plus.reading);
            double down = minus.read(now, minus.reading);
            values[i] = (float) ((up - down) * weightOfShare);
            if (compensates) {
                before += plus.read(first, plus.firstReading) + minus.read(first, minus.firstReading);
                after += up + down;
            }
        }
        if (compensates && after > 0) {
            scale(tensor, before / after);
        }
    }

    private static void scale(Tensor tensor, double factor) {
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            values[i] = (float) (values[i] * factor);
        }
    }

    /** How far conductances have drifted and how noisy readings are after a time, in seconds. */
    private record Reading(double logDrift, double noise) {
        Reading(double seconds) {
            this(
                    StrictMath.log(seconds / FIRST_READING),
                    StrictMath.sqrt(StrictMath.log((seconds + READ_SECONDS) / (2 * READ_SECONDS))));
        }
    }

    /** One of a weight's two cells, for weight after weight; conductances are shares of {@link #REFERENCE}. Confined to one thread. */
    private final class Side {
        private final NoiseStream programming;
        private final NoiseStream drift;
        private final NoiseStream reading;
        private final NoiseStream firstReading;
        private long cell;
        private double programmed;
        private double exponent;

        Side(Chance chance, int side) {
            this.programming = chance.chip().channel(side);
            this.drift = chance.chip().channel(2 + side);
            this.reading = chance.reading().channel(4 + side);
            this.firstReading = chance.chip().channel(6 + side);
        }

        void program(double target, long index) {
            cell = index;
            programmed = programs
                    ? Math.max(0, target + programmingDeviation(target) * programming.gaussian(index))
                    : target;
            exponent = drifts && programmed > 0 ? exponent(target, drift.gaussian(index)) : 0;
        }

        double read(Reading when, NoiseStream chance) {
            double drifted = exponent == 0 || when.logDrift == 0
                    ? programmed
                    : programmed * StrictMath.exp(-exponent * when.logDrift);
            if (!reads || drifted == 0) {
                return drifted;
            }
            return Math.max(0, drifted + drifted * strength(programmed) * when.noise * chance.gaussian(cell));
        }
    }

    private static double programmingDeviation(double share) {
        return (0.26348 + 1.9650 * share - 1.1731 * share * share) / REFERENCE;
    }

    private static double exponent(double share, double gaussian) {
        // Below this share both are at their ends.
        double log = share < 0.007 ? -5 : StrictMath.log(share);
        double mean = Math.clamp(-0.0155 * log + 0.0244, 0.049, 0.1);
        double deviation = Math.clamp(-0.0125 * log - 0.0059, 0.008, 0.045);
        return Math.abs(mean + deviation * gaussian);
    }

    private static double strength(double share) {
        // Below this share it is at its end.
        return share < 0.008 ? 0.2 : Math.min(0.2, 0.0088 / StrictMath.pow(share, 0.65));
    }

    @Override
    public String toString() {
        return "pcm (" + mostConductance + " µS" + (programs ? "" : ", no programming noise")
                + (drifts ? "" : ", no drift") + (reads ? "" : ", no read noise")
                + (compensates ? "" : ", no compensation") + ")";
    }
}
