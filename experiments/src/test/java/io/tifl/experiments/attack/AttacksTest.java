package io.tifl.experiments.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttacksTest {
    private static final Layout LAYOUT = Layout.flat(2);
    private static final Scene SCENE = new Scene(
            change(1, -2),
            List.of(change(1, 0), change(3, 0), change(5, 6)),
            List.of(change(1, -2), change(3, 4)),
            Optional.of(change(0.5f, 0.25f)),
            new Seed(1));

    private static Parameters change(float... values) {
        return Parameters.copyOf(LAYOUT, values);
    }

    private static Attack attack(String name, String... settings) {
        Settings said = Settings.none();
        for (String setting : settings) {
            String[] parts = setting.split("=", -1);
            said = said.with(parts[0], parts[1]);
        }
        return Attack.catalog().get(name).configured(said);
    }

    @Test
    void attacksAreFoundByTheirNames() {
        assertThat(Attack.catalog().names())
                .containsExactly(
                        "alie", "backdoor", "collusion", "free-rider", "gaussian", "ipm", "label-flip", "sign-flip");
    }

    @ParameterizedTest
    @CsvSource({
        "sign-flip, -4, 8",
        "sign-flip scale=1, -1, 2",
        // The honest mean is (3, 2), the deviations (1.633, 2.828).
        "ipm, -1.5, -1",
        "alie, 0.550510, -2.242641",
        "alie z=1, 1.367007, -0.828427",
        "collusion, -2, -1",
        "free-rider, 0.5, 0.25",
        "free-rider replay=false, 0, 0",
        "backdoor, 2, -4",
        "label-flip, 1, -2"
    })
    void attackSendsWhatItsPaperSays(String text, float first, float second) {
        String[] words = text.split(" ", -1);
        Attack attack = attack(words[0], List.of(words).subList(1, words.length).toArray(new String[0]));

        Parameters forged = attack.forged(SCENE);

        assertThat(forged.get(0)).isCloseTo(first, within(1e-5f));
        assertThat(forged.get(1)).isCloseTo(second, within(1e-5f));
    }

    @Test
    void noiseHasTheDeviationThatWasAskedForAndComesFromTheSeedAlone() {
        Layout layout = Layout.flat(20_000);
        float[] values = new float[20_000];
        Arrays.fill(values, 0.5f);
        Parameters own = Parameters.owning(layout, values);
        Scene scene = new Scene(own, List.of(), List.of(own), Optional.empty(), new Seed(3));

        Parameters noise = attack("gaussian").forged(scene);

        assertThat(Vectors.size(noise)).isCloseTo(5, within(0.1));
        assertThat(attack("gaussian").forged(scene)).isEqualTo(noise);
    }

    // Standard normal quantiles of 9/14 = 0.642857 and of (39 - 14) / 39 = 0.641026, from tables.
    @ParameterizedTest
    @CsvSource({"20, 6, 0.366106", "51, 12, 0.361209", "20, 2, 0"})
    void derivedDistanceIsTheQuantileOfTheNormalDistribution(int updates, int bad, double z) {
        assertThat(LittleIsEnough.derived(updates, bad)).isCloseTo(z, within(1e-4));
    }

    @Test
    void attackersAloneReckonWithTheirOwnKind() {
        Scene alone = new Scene(change(1, 1), List.of(), List.of(change(1, 1)), Optional.empty(), new Seed(1));

        assertThat(attack("ipm").forged(alone)).isEqualTo(change(-0.5f, -0.5f));
        assertThat(attack("alie", "z=0").forged(alone)).isEqualTo(change(1, 1));
        assertThat(attack("free-rider").forged(alone)).isEqualTo(change(0, 0));
    }

    private static Examples images(int count) {
        byte[] pixels = new byte[count * 36];
        int[] labels = IntStream.range(0, count).map(i -> i % 10).toArray();
        return Examples.images(List.of(1, 6, 6), 10, pixels, labels);
    }

    @Test
    void flippedLabelsAreThoseOfTheOppositeClasses() {
        Examples flipped = attack("label-flip").poisoned(images(20));

        assertThat(IntStream.range(0, 10).map(flipped::label)).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        assertThat(IntStream.range(0, 10).map(flipped.subset(new int[] {3, 3, 12, 1, 1, 1, 1, 1, 1, 1})::label))
                .startsWith(6, 6, 7);
    }

    @Test
    void backdoorMarksTheShareOfExamplesAndLeavesTheOthers() {
        Examples marked = attack("backdoor", "target=7", "side=2", "share=0.25").poisoned(images(40));
        float[] features = new float[36];
        int count = 0;
        for (int row = 0; row < 40; row++) {
            marked.features(row, features, 0);
            boolean square = features[28] == 1 && features[29] == 1 && features[34] == 1 && features[35] == 1;
            assertThat(IntStream.range(0, 36).filter(i -> features[i] != 0).count())
                    .isEqualTo(square ? 4 : 0);
            assertThat(marked.label(row)).isEqualTo(square ? 7 : row % 10);
            count += square ? 1 : 0;
        }
        assertThat(count).isEqualTo(10);
    }

    @Test
    void successOfABackdoorIsProbedOnAllImagesOfOtherClasses() {
        Examples probe = attack("backdoor", "target=7").probe(images(40)).orElseThrow();

        assertThat(probe.size()).isEqualTo(36);
        assertThat(IntStream.range(0, 36).map(probe::label)).containsOnly(7);
        assertThat(attack("sign-flip").probe(images(3))).isEmpty();
    }

    @Test
    void backdoorIsForImagesThatAreLargeEnough() {
        Examples flat = Examples.dense(List.of(3), 2, new float[3], new int[1]);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> attack("backdoor").poisoned(flat))
                .withMessageContaining("[3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attack("backdoor", "side=7").poisoned(images(1)))
                .withMessageContaining("7 by 7");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> attack("backdoor", "target=10").poisoned(images(1)))
                .withMessageContaining("class 10 of 10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"sign-flip scale=0", "alie z=-1", "ipm epsilon=x", "label-flip scale=1", "backdoor share=1"})
    void badSettingsAreRefused(String text) {
        String[] words = text.split(" ", -1);

        assertThatIllegalArgumentException().isThrownBy(() -> attack(words[0], words[1]));
    }

    @Test
    void attackersAreAShareOfAllAndNeverWhoIsTrusted() {
        List<ClientId> all =
                IntStream.range(0, 20).mapToObj(i -> new ClientId("c" + i)).toList();
        for (long seed = 0; seed < 30; seed++) {
            Adversaries some = Adversaries.among(all, Set.of(all.get(4)), attack("sign-flip"), 0.3, new Seed(seed));

            assertThat(some.clients()).hasSize(6).doesNotContain(all.get(4)).isSubsetOf(all);
        }
        assertThat(Adversaries.among(all, Set.of(), attack("sign-flip"), 0, new Seed(1))
                        .clients())
                .isEmpty();
    }
}
