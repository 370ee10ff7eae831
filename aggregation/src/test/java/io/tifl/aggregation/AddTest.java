package io.tifl.aggregation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.plugin.Catalog;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class AddTest {
    private static final Layout TWO = Layout.flat(2);

    @Test
    void isFoundByItsName() {
        assertThat(Catalog.load("server optimiser", ServerOptimizer.class).get("add"))
                .isInstanceOf(Add.class);
    }

    @Test
    void modelMovesByTheChange() {
        ServerOptimizer.Step step = new Add().step(parameters(1, 2), aggregate(0.5f, -3), OptimizerState.empty());

        assertThat(step.model()).isEqualTo(parameters(1.5f, -1));
        assertThat(step.state()).isEqualTo(OptimizerState.empty());
    }

    @Test
    void learningRateScalesTheChange() {
        ServerOptimizer.Step step = new Add(0.25).step(parameters(1, 2), aggregate(4, -8), OptimizerState.empty());

        assertThat(step.model()).isEqualTo(parameters(2, 0));
    }

    @Test
    void atRateOneItIsTheFloatSum() {
        RandomGenerator chance = new Seed(3).generator();
        for (int i = 0; i < 1000; i++) {
            float weight = chance.nextFloat(-1, 1);
            float change = (float) Math.scalb(chance.nextDouble(-1, 1), -chance.nextInt(40));

            Parameters moved = new Add()
                    .step(parameters(weight, 0), aggregate(change, 0), OptimizerState.empty())
                    .model();

            assertThat(moved.get(0)).isEqualTo(weight + change);
        }
    }

    @Test
    void argumentsStayAsTheyWere() {
        Parameters model = parameters(1, 2);
        Aggregate aggregate = aggregate(3, 4);

        new Add().step(model, aggregate, OptimizerState.empty());

        assertThat(model).isEqualTo(parameters(1, 2));
        assertThat(aggregate).isEqualTo(aggregate(3, 4));
    }

    @Test
    void itRemembersNothing() {
        assertThat(new Add().initialState(TWO)).isEqualTo(OptimizerState.empty());
    }

    @Test
    void anotherLayoutIsRefused() {
        Parameters model = Parameters.zeros(Layout.flat(3));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Add().step(model, aggregate(1, 1), OptimizerState.empty()))
                .withMessageContaining("parameters[3]")
                .withMessageContaining("parameters[2]");
    }

    @Test
    void learningRatesThatLearnNothingAreRefused() {
        for (double rate : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new Add(rate)).withMessageContaining("rate");
        }
    }

    private static Parameters parameters(float first, float second) {
        return Parameters.copyOf(TWO, new float[] {first, second});
    }

    private static Aggregate aggregate(float first, float second) {
        return new Aggregate(parameters(first, second), 10, 2);
    }
}
