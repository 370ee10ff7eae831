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
 * <p>Settings: {@code g-max} (25, microsiemens of the layer's largest weight); {@code programming}, {@code drift}, {@code read} (all true);
 * {@code compensation} (true): the layer is scaled so that its conductances add up to what they did at first, as a periodic reading would.
 */
public final class PhaseChangeMemory implements NoiseModel {
    private static final double FIRST_READING = 20;
    private static final double READ_SECONDS = 250e-9;
    private static final double LEAST_SHARE = 1e-7;
    private static final int DRIFT = 2;
    private static final int READ = 4;
    private static final int FIRST_READ = 6;

    private final double mostConductance;
    private final boolean programs;
    private final boolean drifts;
    private final boolean reads;
    private final boolean compensates;

    public PhaseChangeMemory() {
        this(25, true, true, true, true);
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
        double most = settings.real("g-max", 25);
        if (!(most > 0) || Double.isInfinite(most)) {
            throw new IllegalArgumentException("setting 'g-max' must be positive and finite, got " + most);
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
    public void disturb(Tensor tensor, double level, NoiseStream chance) {
        double largest = tensor.own().largest();
        if (level == 0 || largest == 0) {
            return;
        }
        NoiseStream[] channels = new NoiseStream[FIRST_READ + 2];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = chance.channel(i);
        }
        double perConductance = largest / mostConductance;
        double before = 0;
        double now = 0;
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            long cell = (long) i - tensor.from();
            double target = values[i] / largest;
            double plus = conductance(Math.max(target, 0), 0, cell, level, channels);
            double minus = conductance(Math.max(-target, 0), 1, cell, level, channels);
            values[i] = (float) ((plus - minus) * perConductance);
            if (compensates) {
                now += plus + minus;
                before += conductanceAtFirst(Math.max(target, 0), 0, cell, channels)
                        + conductanceAtFirst(Math.max(-target, 0), 1, cell, channels);
            }
        }
        if (compensates && now > 0) {
            scale(tensor, before / now);
        }
    }

    private static void scale(Tensor tensor, double factor) {
        float[] values = tensor.values();
        for (int i = tensor.from(); i < tensor.to(); i++) {
            values[i] = (float) (values[i] * factor);
        }
    }

    private double conductance(double share, int side, long cell, double seconds, NoiseStream[] channels) {
        double programmed = programmed(share, side, cell, channels);
        double drifted = drifts
                ? programmed
                        * StrictMath.pow(
                                seconds / FIRST_READING, -exponent(share, channels[DRIFT + side].gaussian(cell)))
                : programmed;
        return read(drifted, share, seconds, channels[READ + side].gaussian(cell));
    }

    private double conductanceAtFirst(double share, int side, long cell, NoiseStream[] channels) {
        return read(
                programmed(share, side, cell, channels),
                share,
                FIRST_READING,
                channels[FIRST_READ + side].gaussian(cell));
    }

    /** In microsiemens, of a target that is a share of the largest. */
    private double programmed(double share, int side, long cell, NoiseStream[] channels) {
        double target = share * mostConductance;
        if (!programs) {
            return target;
        }
        double sigma = 0.26348 + 1.9650 * share - 1.1731 * share * share;
        return Math.max(0, target + sigma * channels[side].gaussian(cell));
    }

    private static double exponent(double share, double gaussian) {
        double log = StrictMath.log(Math.max(share, LEAST_SHARE));
        double mean = Math.clamp(-0.0155 * log + 0.0244, 0.049, 0.1);
        double deviation = Math.clamp(-0.0125 * log - 0.0059, 0.008, 0.045);
        return Math.max(0, mean + deviation * gaussian);
    }

    private double read(double conductance, double share, double seconds, double gaussian) {
        if (!reads) {
            return conductance;
        }
        double strength = Math.min(0.2, 0.0088 / StrictMath.pow(Math.max(share, LEAST_SHARE), 0.65));
        double sigma =
                conductance * strength * StrictMath.sqrt(StrictMath.log((seconds + READ_SECONDS) / (2 * READ_SECONDS)));
        return Math.max(0, conductance + sigma * gaussian);
    }

    @Override
    public String toString() {
        return "pcm (" + mostConductance + " µS" + (programs ? "" : ", no programming noise")
                + (drifts ? "" : ", no drift") + (reads ? "" : ", no read noise")
                + (compensates ? "" : ", no compensation") + ")";
    }
}
