package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.amortised.CalibrationSums;
import io.tifl.experiments.advi.amortised.ModeUse;
import io.tifl.experiments.advi.sum.ExactSums;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * What a model's predictions on some examples come to, as sums that add up exactly: whoever merges the reports of all clients has the
 * calibration of all their predictions, to the bit.
 *
 * @param bounds the sums of SELBO and of SIWAE over the examples, in nats
 */
record JudgeReport(CalibrationSums predictions, ModeUse.Sums modes, ExactSums bounds) {
    private static final int BOUNDS = 2;
    private static final int BESIDE_COMPONENTS = 3;

    /** Of no examples. */
    static JudgeReport empty(int components) {
        return new JudgeReport(new CalibrationSums(), new ModeUse.Sums(components), new ExactSums(BOUNDS));
    }

    void merge(JudgeReport other) {
        predictions.merge(other.predictions);
        modes.merge(other.modes);
        bounds.merge(other.bounds);
    }

    /** Mean SELBO over the examples, in nats. */
    double selbo() {
        return bounds.value(0) / predictions.calibration().count();
    }

    /** Mean SIWAE over the examples, in nats. */
    double siwae() {
        return bounds.value(1) / predictions.calibration().count();
    }

    byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        try {
            predictions.sums().write(out);
            modes.sums().write(out);
            bounds.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory could not be written to", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException if it is not the sums of some predictions, all of them possible */
    static JudgeReport of(byte[] content, int components) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(content);
        DataInputStream in = new DataInputStream(bytes);
        try {
            ExactSums predictions =
                    ExactSums.read(in, new CalibrationSums().sums().size());
            ExactSums modes = ExactSums.read(in, BESIDE_COMPONENTS + components);
            ExactSums bounds = ExactSums.read(in, BOUNDS);
            requirePossible(predictions, modes, bounds, bytes.available());
            return new JudgeReport(new CalibrationSums(predictions), new ModeUse.Sums(modes), bounds);
        } catch (IOException e) {
            throw new IllegalArgumentException("its report is wrong: " + e.getMessage(), e);
        }
    }

    private static void requirePossible(ExactSums predictions, ExactSums modes, ExactSums bounds, int rest) {
        double[] plain = predictions.values();
        double count = plain[0];
        boolean isCount = count >= 0 && count <= Integer.MAX_VALUE && count == Math.rint(count);
        boolean isPossible = Arrays.stream(plain).allMatch(sum -> sum >= 0 && Double.isFinite(sum))
                && plain[1] <= count
                && plain[3] <= 2 * count
                && modes.value(0) == count
                && Arrays.stream(modes.values()).allMatch(Double::isFinite)
                && Arrays.stream(bounds.values()).allMatch(Double::isFinite);
        if (!isCount || !isPossible || rest > 0) {
            throw new IllegalArgumentException("its report cannot be of predictions: counts and sums "
                    + Arrays.toString(Arrays.copyOf(plain, 4)) + ", " + rest + " bytes too many");
        }
    }
}
