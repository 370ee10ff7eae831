package io.tifl.aggregation.privacy;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The distribution of a sum of independent privacy losses: chances of the losses {@code (lowest + i) * step}, and of one beyond.
 * Immutable.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record LossSum(double step, long lowest, double[] mass, double unbounded) {
    /** The chance, on either side, of a sum outside of the window it is computed in. */
    private static final double OUTSIDE = 1e-14;
    // Powers of two, of which the best bounds a tail within a few percent of its best bound.
    private static final int LEAST_EXPONENT = -16;
    private static final int LARGEST_EXPONENT = 10;

    /** Where sums lie, but for {@link #OUTSIDE}. */
    private record Window(long lowest, long highest) {
        int size() {
            return (int) Math.min(1L << 30, Long.highestOneBit(Math.max(1, highest - lowest)) * 2);
        }
    }

    /**
     * The sum.
     *
     * @param losses on one grid
     * @param times how often each is taken
     * @return empty if it needs more points than {@code most}
     */
    static Optional<LossSum> of(List<LossDistribution> losses, List<Long> times, int most) {
        Window window = window(losses, times);
        return window.size() > most ? Optional.empty() : Optional.of(of(losses, times, window));
    }

    private static LossSum of(List<LossDistribution> losses, List<Long> times, Window window) {
        int size = window.size();
        Fourier fourier = new Fourier(size);
        double[] real = new double[size];
        double[] imaginary = new double[size];
        // The transform of a sum of nothing.
        Arrays.fill(real, 1);
        double bounded = 0;
        for (int i = 0; i < losses.size(); i++) {
            multiply(real, imaginary, fourier, losses.get(i), times.get(i));
            bounded += times.get(i) * Math.log1p(-losses.get(i).unbounded());
        }
        fourier.inverse(real, imaginary);
        double[] mass = new double[size];
        for (int i = 0; i < size; i++) {
            mass[i] = Math.max(0, real[(int) Math.floorMod(window.lowest() + i, (long) size)]);
        }
        // What lies above the window has come back into it from below, where it counts for less.
        return new LossSum(losses.getFirst().step(), window.lowest(), mass, -Math.expm1(bounded) + OUTSIDE);
    }

    private static void multiply(
            double[] real, double[] imaginary, Fourier fourier, LossDistribution losses, long times) {
        int size = real.length;
        double[] otherReal = new double[size];
        double[] otherImaginary = new double[size];
        for (int i = 0; i < losses.mass().length; i++) {
            otherReal[(int) Math.floorMod((long) losses.lowest() + i, (long) size)] += losses.mass()[i];
        }
        fourier.forward(otherReal, otherImaginary);
        // The other half is conjugate to this one, as the transform of real values is.
        for (int i = 0; i <= size / 2; i++) {
            multiply(real, imaginary, i, otherReal[i], otherImaginary[i], times);
        }
        for (int i = size / 2 + 1; i < size; i++) {
            real[i] = real[size - i];
            imaginary[i] = -imaginary[size - i];
        }
    }

    /** Multiplies one value by a power, by repeated squaring. */
    private static void multiply(
            double[] real, double[] imaginary, int at, double baseReal, double baseImaginary, long exponent) {
        double productReal = real[at];
        double productImaginary = imaginary[at];
        double squareReal = baseReal;
        double squareImaginary = baseImaginary;
        for (long left = exponent; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                double next = productReal * squareReal - productImaginary * squareImaginary;
                productImaginary = productReal * squareImaginary + productImaginary * squareReal;
                productReal = next;
            }
            double next = squareReal * squareReal - squareImaginary * squareImaginary;
            squareImaginary = 2 * squareReal * squareImaginary;
            squareReal = next;
        }
        real[at] = productReal;
        imaginary[at] = productImaginary;
    }

    private static Window window(List<LossDistribution> losses, List<Long> times) {
        double highest = Double.POSITIVE_INFINITY;
        double lowest = Double.NEGATIVE_INFINITY;
        for (int exponent = LEAST_EXPONENT; exponent <= LARGEST_EXPONENT; exponent++) {
            double t = Math.scalb(1.0, exponent);
            highest = Math.min(highest, (logMoment(losses, times, t) - Math.log(OUTSIDE)) / t);
            lowest = Math.max(lowest, (Math.log(OUTSIDE) - logMoment(losses, times, -t)) / t);
        }
        double step = losses.getFirst().step();
        return new Window((long) Math.floor(lowest / step), (long) Math.ceil(highest / step));
    }

    private static double logMoment(List<LossDistribution> losses, List<Long> times, double t) {
        double sum = 0;
        for (int i = 0; i < losses.size(); i++) {
            sum += times.get(i) * losses.get(i).logMoment(t);
        }
        return sum;
    }

    double delta(double epsilon) {
        double sum = unbounded;
        for (int i = mass.length - 1; i >= 0 && (lowest + i) * step > epsilon; i--) {
            sum -= mass[i] * Math.expm1(epsilon - (lowest + i) * step);
        }
        return Math.min(1, sum);
    }

    /** The least epsilon, at least 0, whose delta is not above this one. */
    double epsilon(double delta) {
        if (unbounded > delta) {
            return Double.POSITIVE_INFINITY;
        }
        double shrinking = Math.exp(-step);
        double above = unbounded;
        // Sum of mass times e^(epsilon - loss) over losses above the epsilon that is looked at.
        double discount = 0;
        for (int i = mass.length - 1; i >= 0; i--) {
            double epsilon = (lowest + i) * step;
            if (above - discount > delta) {
                return Math.max(0, epsilon + Math.log((above - delta) / discount));
            }
            if (epsilon <= 0) {
                return 0;
            }
            above += mass[i];
            discount = (discount + mass[i]) * shrinking;
        }
        return 0;
    }
}
