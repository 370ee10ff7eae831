package io.tifl.experiments.attack;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * ALIE (Baruch et al., "A Little Is Enough: Circumventing Defenses For Distributed Learning", NeurIPS 2019): all attackers send
 * the mean of the honest updates less {@code z} of their standard deviations in every parameter, where rules still take them
 * for honest.
 *
 * <p>Settings: {@code z} (1.5), the largest that the authors try, where 0 is what they derive for n updates of which m are bad: the
 * {@code (n - m - s) / (n - m)} quantile of the normal distribution, {@code s = floor(n / 2 + 1) - m}.
 */
public final class LittleIsEnough implements Attack {
    private final double z;

    /** With the settings in parentheses. */
    public LittleIsEnough() {
        this(1.5);
    }

    private LittleIsEnough(double z) {
        if (!(z >= 0) || Double.isInfinite(z)) {
            throw new IllegalArgumentException("z must be 0 or positive and finite, got " + z);
        }
        this.z = z;
    }

    @Override
    public String name() {
        return "alie";
    }

    @Override
    public LittleIsEnough configured(Settings settings) {
        settings.requireOnly(Set.of("z"));
        return new LittleIsEnough(settings.real("z", z));
    }

    @Override
    public Parameters forged(Scene scene) {
        double[] mean = Vectors.mean(scene.crowd());
        double[] deviation = Vectors.deviation(scene.crowd(), mean);
        double away = z > 0
                ? z
                : derived(
                        scene.honest().size() + scene.attackers().size(),
                        scene.attackers().size());
        return Vectors.of(scene.own().layout(), i -> mean[i] - away * deviation[i]);
    }

    static double derived(int updates, int bad) {
        int needed = updates / 2 + 1 - bad;
        double share = (double) (updates - bad - needed) / (updates - bad);
        return quantile(Math.clamp(share, 0.5, 0.9999));
    }

    /** Of the normal distribution, by halving. */
    private static double quantile(double share) {
        double low = 0;
        double high = 8;
        for (int i = 0; i < 60; i++) {
            double middle = (low + high) / 2;
            if (below(middle) < share) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The share of the normal distribution below x, for x of at least 0: 1/2 and a series (Marsaglia, 2004). */
    private static double below(double x) {
        double term = x;
        double sum = x;
        for (int i = 3; term > 1e-17 * sum; i += 2) {
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * StrictMath.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }
}
