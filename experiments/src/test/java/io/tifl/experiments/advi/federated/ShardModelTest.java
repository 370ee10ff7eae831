package io.tifl.experiments.advi.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.experiments.advi.model.Likelihood;
import io.tifl.protocol.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ShardModelTest {
    private static final Map<String, Settings> MODELS = Map.of(
            "folded-normal", Settings.none().with("deviation", 0.7),
            "logistic-regression", Settings.none().with("features", 3),
            "normal-mixture", Settings.none().with("components", 4).with("column", 2));

    private final Examples data = Shards.examples(5);

    @Test
    void allSlopesAreThoseOfTheDensities() {
        MODELS.forEach((name, settings) -> {
            ShardModel model = ShardModel.installed().get(name);
            int size = model.space(settings).size();
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = 0.4 - 0.3 * i;
            }
            isItsSlope((at, gradient) -> model.prior(settings).at(at, gradient), values);
            Likelihood likelihood = model.likelihood(settings, data);
            for (int datum = 0; datum < likelihood.size(); datum++) {
                int which = datum;
                isItsSlope((at, gradient) -> likelihood.at(which, at, gradient), values);
            }
        });
    }

    @FunctionalInterface
    private interface Density {
        double at(double[] values, double[] gradient);
    }

    private static void isItsSlope(Density density, double[] values) {
        double[] gradient = new double[values.length];
        density.at(values, gradient);
        for (int i = 0; i < values.length; i++) {
            double[] moved = values.clone();
            moved[i] += 1e-5;
            double above = density.at(moved, new double[values.length]);
            moved[i] -= 2e-5;
            double below = density.at(moved, new double[values.length]);
            assertThat(gradient[i]).isCloseTo((above - below) / 2e-5, within(1e-7));
        }
    }

    @Test
    void densitiesAreNormalised() {
        double sum = 0;
        for (double z = -12; z < 12; z += 0.01) {
            sum += 0.01 * StrictMath.exp(new IndependentNormals(1.7).at(new double[] {z}, new double[1]));
        }
        assertThat(sum).isCloseTo(1, within(1e-9));
        Settings settings = Settings.none().with("features", 3);
        double[] values = {0.2, -1, 0.5, 0.1};
        double yes = new LogisticRegressionModel()
                .likelihood(settings.with("positive", data.label(0)), data)
                .at(0, values, new double[4]);
        double no = new LogisticRegressionModel()
                .likelihood(settings.with("positive", 1 - data.label(0)), data)
                .at(0, values, new double[4]);
        assertThat(StrictMath.exp(yes) + StrictMath.exp(no)).isCloseTo(1, within(1e-12));
    }

    @Test
    void wrongSettingsAreRefusedWithWhatWasExpected() {
        LogisticRegressionModel logistic = new LogisticRegressionModel();
        assertThatThrownBy(() -> logistic.space(Settings.none()))
                .hasMessage("setting 'features' must lie between 1 and 1000, got 0");
        assertThatThrownBy(() -> logistic.likelihood(Settings.none().with("features", 2), data))
                .hasMessage("setting 'features' is 2, the examples here have 3");
        assertThatThrownBy(() -> new FoldedNormalModel().space(Settings.none().with("deviation", 0)))
                .hasMessage("setting 'deviation' must be above 0, got 0.0");
        assertThatThrownBy(() -> new FoldedNormalModel().space(Settings.none().with("size", 0)))
                .hasMessageContaining("unknown setting [size]");
        assertThatThrownBy(() ->
                        new NormalMixtureModel().likelihood(Settings.none().with("column", 3), data))
                .hasMessage("setting 'column' must lie between 0 and 2, got 3");
    }
}
