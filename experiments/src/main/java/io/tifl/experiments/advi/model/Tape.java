package io.tifl.experiments.advi.model;

import io.tifl.experiments.advi.bound.LogDensity;
import java.util.Arrays;
import java.util.function.Function;

/**
 * A record of a computation on {@link Real}s, from which its gradient is read backwards. Confined to one thread.
 *
 * <p>Each step keeps its value, the two steps it was made of, and its slopes in them.
 */
public final class Tape {
    private static final int NONE = -1;

    private int length;
    private double[] values = new double[64];
    private double[] leftSlopes = new double[64];
    private double[] rightSlopes = new double[64];
    private int[] lefts = new int[64];
    private int[] rights = new int[64];

    private Tape() {}

    /**
     * A log density, with its gradient, of a function of the parameters.
     *
     * @param density thread-safe; it is given reals of a tape of its own in each call
     */
    public static LogDensity density(Space space, Function<Reals, Real> density) {
        return (values, gradient) -> {
            Tape tape = new Tape();
            Real result = density.apply(new Reals(space, tape.inputs(values)));
            tape.addGradient(result, gradient);
            return result.value();
        };
    }

    /** Log likelihoods, with their gradients, of a function of the parameters and a datum's number. */
    public static Likelihood likelihood(Space space, int size, DatumDensity density) {
        return Likelihood.of(
                size,
                (datum, values, gradient) ->
                        density(space, reals -> density.at(datum, reals)).at(values, gradient));
    }

    /** One datum's log likelihood. */
    @FunctionalInterface
    public interface DatumDensity {
        Real at(int datum, Reals parameters);
    }

    private Real[] inputs(double[] all) {
        Real[] inputs = new Real[all.length];
        for (int i = 0; i < all.length; i++) {
            inputs[i] = constant(all[i]);
        }
        return inputs;
    }

    private void addGradient(Real result, double[] gradient) {
        double[] pulls = new double[length];
        pulls[result.index()] = 1;
        for (int i = result.index(); i >= 0; i--) {
            if (lefts[i] != NONE) {
                pulls[lefts[i]] += pulls[i] * leftSlopes[i];
            }
            if (rights[i] != NONE) {
                pulls[rights[i]] += pulls[i] * rightSlopes[i];
            }
        }
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] += pulls[i];
        }
    }

    double value(int index) {
        return values[index];
    }

    Real constant(double value) {
        return step(value, NONE, 0, NONE, 0);
    }

    Real step(double value, int of, double slope) {
        return step(value, of, slope, NONE, 0);
    }

    Real step(double value, int left, double leftSlope, int right, double rightSlope) {
        if (length == values.length) {
            grow();
        }
        values[length] = value;
        lefts[length] = left;
        leftSlopes[length] = leftSlope;
        rights[length] = right;
        rightSlopes[length] = rightSlope;
        return new Real(this, length++);
    }

    private void grow() {
        int more = 2 * length;
        values = Arrays.copyOf(values, more);
        leftSlopes = Arrays.copyOf(leftSlopes, more);
        rightSlopes = Arrays.copyOf(rightSlopes, more);
        lefts = Arrays.copyOf(lefts, more);
        rights = Arrays.copyOf(rights, more);
    }
}
