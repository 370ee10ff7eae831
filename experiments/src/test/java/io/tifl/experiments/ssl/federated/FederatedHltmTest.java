package io.tifl.experiments.ssl.federated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.ssl.hltm.LevelProfile;
import org.junit.jupiter.api.Test;

class FederatedHltmTest {
    private static final HltmPlan SMALL =
            HltmPlan.centralised(200, 120).with(Hltm.SHAPE, 6).judging(20, 2560);

    @Test
    void fleetComesAsFarAsTheCentralisedRunOnTheSameNumberOfSamples() throws InterruptedException {
        double central = 0;
        double dealt = 0;
        double start = 0;
        for (long tree = 1; tree <= 3; tree++) {
            HltmCurve one = FederatedHltm.run(SMALL, tree);
            central += one.last().top() / 3;
            start += one.points().getFirst().top() / 3;
            dealt += FederatedHltm.run(SMALL.dealt(10), tree).last().top() / 3;
        }

        assertThat(central).isGreaterThan(start + 0.02);
        assertThat(dealt).isCloseTo(central, within(0.05));
    }

    @Test
    void curveIsTheSameTwiceAndLevelsKeepBelowTheirCeilings() throws InterruptedException {
        HltmPlan plan = SMALL.dealt(4).skewed(0.4, 0.2).judging(10, 2560);

        HltmCurve curve = FederatedHltm.run(plan, 5);

        assertThat(curve).isEqualTo(FederatedHltm.run(plan, 5)).isNotEqualTo(FederatedHltm.run(plan, 6));
        assertThat(curve.points()).extracting(HltmCurve.Point::round).containsExactly(0, 10, 20);
        for (LevelProfile level : curve.own()) {
            assertThat(level.correlation()).isLessThan(level.ceiling() + 0.03);
            assertThat(level.operatorNorm()).isPositive();
        }
        assertThat(curve.own()).isNotEqualTo(curve.last().levels());
    }
}
