package io.tifl.experiments.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoDataTest {
    private final DemoData data = new DemoData(new Seed(3));

    @Test
    void sameSeedMakesTheSameExamples() {
        assertThat(features(new DemoData(new Seed(3)).of(1).train()))
                .isEqualTo(features(data.of(1).train()));
        assertThat(features(new DemoData(new Seed(4)).of(1).train()))
                .isNotEqualTo(features(data.of(1).train()));
    }

    @Test
    void clientsHoldDifferentAmountsOfDifferentClasses() {
        assertThat(data.of(0).train().size()).isNotEqualTo(data.of(1).train().size());
        assertThat(share(data.of(0).train(), 0, 1, 2)).isGreaterThan(0.6);
        assertThat(share(data.of(1).train(), 0, 1)).isLessThan(0.3);
    }

    @Test
    void whatIsTestedOnWasNotTrainedOn() {
        assertThat(features(data.of(0).test())).isNotEqualTo(features(data.of(0).train()));
    }

    private static double share(Examples examples, int... classes) {
        long count = IntStream.range(0, examples.size())
                .filter(row -> IntStream.of(classes).anyMatch(wanted -> wanted == examples.label(row)))
                .count();
        return (double) count / examples.size();
    }

    private static float[] features(Examples examples) {
        float[] first = new float[DemoData.INPUTS];
        examples.features(0, first, 0);
        return first;
    }
}
