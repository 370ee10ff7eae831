package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LayerSelectionTest {
    private static final List<String> NAMES =
            List.of("0_b", "0_W", "1_gamma", "1_beta", "1_mean", "1_var", "2_beta", "3_W", "3_b");
    private static final Layout LAYOUT = new Layout(IntStream.range(0, NAMES.size())
            .mapToObj(i -> new Layout.Block(NAMES.get(i), List.of(i + 1)))
            .toList());

    private static Parameters model() {
        float[] values = new float[LAYOUT.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return Parameters.owning(LAYOUT, values);
    }

    @ParameterizedTest
    @CsvSource({
        "head, 3_W 3_b",
        "batch-norm, 1_gamma 1_beta 1_mean 1_var",
        "'head, 0_W', 0_W 3_W 3_b",
        "*_b, 0_b 3_b",
        "1_*, 1_gamma 1_beta 1_mean 1_var",
        "*_*e*a, 2_beta 1_beta",
        "3_W, 3_W"
    })
    void namesSelectLayers(String text, String expected) {
        LayerSelection selection = LayerSelection.parse(text);

        assertThat(selection.privateOf(model()).layout().blocks().stream().map(Layout.Block::name))
                .containsExactlyInAnyOrder(expected.split(" "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "batch-norm", "0_*,3_b"})
    void partsMakeTheWholeAgain(String text) {
        LayerSelection selection = LayerSelection.parse(text);

        Parameters shared = selection.sharedOf(model());
        Parameters own = selection.privateOf(model());

        assertThat(shared.size() + own.size()).isEqualTo(LAYOUT.size());
        assertThat(selection.joined(LAYOUT, shared, own)).isEqualTo(model());
    }

    @Test
    void noNamesShareEverything() {
        assertThat(LayerSelection.parse(" ").isEmpty()).isTrue();
        assertThat(LayerSelection.none().sharedOf(model())).isEqualTo(model());
    }

    @Test
    void whatSelectsNothingOrEverythingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LayerSelection.parse("9_W").sharedOf(model()))
                .withMessageContaining("no layer '9_W'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LayerSelection.parse("*").sharedOf(model()))
                .withMessageContaining("nothing is left");
        for (String blank : List.of("head,", ",", "0_W,,3_W")) {
            assertThatIllegalArgumentException().isThrownBy(() -> LayerSelection.parse(blank));
        }
    }

    @Test
    void partsOfAnotherModelAreRefused() {
        LayerSelection head = LayerSelection.parse("head");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.joined(LAYOUT, model(), head.privateOf(model())))
                .withMessageContaining("shared layers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> head.joined(LAYOUT, head.sharedOf(model()), head.sharedOf(model())))
                .withMessageContaining("private layers");
    }
}
