package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Objective;
import io.tifl.experiments.advi.bound.Slope;
import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * How clients train a model with amortised posteriors.
 *
 * @param epochs of a client in each round
 * @param rate of Adam
 */
record AmortisedSettings(Objective objective, int epochs, int batch, double rate) {
    private static final Set<String> SETTINGS =
            Set.of("bound", "samples", "beta", "epochs", "batch-size", "learning-rate");
    private static final int MOST = 1_000_000;

    /** @throws IllegalArgumentException naming everything that is wrong */
    static AmortisedSettings of(Settings settings) {
        List<String> problems = new ArrayList<>();
        AmortisedSettings read = new AmortisedSettings(
                attempt(problems, () -> objective(settings), Objective.of(Bound.SIWAE, 1)),
                attempt(problems, () -> Columns.between(settings, "epochs", 1, 1, MOST), 1),
                attempt(problems, () -> Columns.between(settings, "batch-size", 32, 1, MOST), 1),
                attempt(problems, () -> Columns.positive(settings, "learning-rate", 1e-3), 1.0));
        attempt(
                problems,
                () -> {
                    settings.requireOnly(SETTINGS);
                    return true;
                },
                false);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
        return read;
    }

    private static Objective objective(Settings settings) {
        String bound = settings.text("bound", "siwae");
        if (!bound.equals("siwae") && !bound.equals("selbo")) {
            throw new IllegalArgumentException("setting 'bound' is '" + bound + "', expected siwae or selbo");
        }
        return new Objective(
                bound.equals("siwae") ? Bound.SIWAE : Bound.SELBO,
                settings.integer("samples", 1),
                settings.real("beta", 0.05),
                Slope.PLAIN);
    }

    private static <T> T attempt(List<String> problems, Supplier<T> value, T otherwise) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
            return otherwise;
        }
    }
}
