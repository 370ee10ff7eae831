package io.tifl.client.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftmaxTest {
    private static final List<Backend> BACKENDS = List.of(Backend.vectors(), Backend.scalar());

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 16, 17, 62, 80, 1000})
    void probabilitiesAreThoseOfDoublePrecisionAndWhatLiesBehindStays(int count) {
        RandomGenerator chance = new Seed(count).generator();
        float[] scores = new float[count];
        for (int i = 0; i < count; i++) {
            scores[i] = (float) (20 * chance.nextGaussian());
        }
        double most = max(scores);
        double sum = 0;
        for (float score : scores) {
            sum += Math.exp(score - most);
        }

        for (Backend backend : BACKENDS) {
            float[] all = softmax(backend, scores);

            for (int i = 0; i < count; i++) {
                double exact = Math.exp(scores[i] - most) / sum;
                assertThat((double) all[i]).as("%s, %d", backend, i).isCloseTo(exact, within(1e-5 * exact + 1e-37));
            }
            assertThat(all[count]).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 8, 21})
    void extremesAreCertainAndNanShows(int count) {
        for (Backend backend : BACKENDS) {
            float[] scores = new float[count];
            Arrays.fill(scores, -3e38f);
            scores[count - 1] = 3e38f;
            assertThat(softmax(backend, scores)[count - 1]).isEqualTo(1);
            assertThat(softmax(backend, scores)[0]).isZero();

            scores[0] = Float.NaN;
            assertThat(softmax(backend, scores)[1]).isNaN();
        }
    }

    private static double max(float[] scores) {
        double most = scores[0];
        for (float score : scores) {
            most = Math.max(most, score);
        }
        return most;
    }

    /** The probabilities, and a 7 that lay behind the scores. */
    private static float[] softmax(Backend backend, float[] scores) {
        Slab slab = new Slab();
        int address = slab.floats(scores.length + 1);
        System.arraycopy(scores, 0, slab.memory(), address, scores.length);
        slab.set(address + scores.length, 7);
        backend.over(slab).softmax(address, scores.length);
        return Arrays.copyOfRange(slab.memory(), address, address + scores.length + 1);
    }
}
