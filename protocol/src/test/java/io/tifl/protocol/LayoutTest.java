package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.Layout.Block;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LayoutTest {
    private static final Layout LAYOUT =
            new Layout(List.of(new Block("W", List.of(784, 10)), new Block("b", List.of(1, 10))));

    @Test
    void sizesAddUp() {
        assertThat(LAYOUT.size()).isEqualTo(7850);
        assertThat(LAYOUT.blocks().getFirst().size()).isEqualTo(7840);
        assertThat(Layout.flat(5).size()).isEqualTo(5);
    }

    @Test
    void itIsReadableInMessages() {
        assertThat(LAYOUT.describe()).isEqualTo("W[784, 10] b[1, 10]");
        assertThat(LAYOUT).hasToString("Layout[W[784, 10] b[1, 10]]");
    }

    @Test
    void theFingerprintIsThatOfTheWireFormatsPage() {
        assertThat(Layout.flat(3).fingerprint()).isEqualTo(0xa4245843ad873f0eL);
    }

    @Test
    void equalLayoutsAreEqualWhoeverMadeThem() {
        Layout same =
                new Layout(new ArrayList<>(List.of(new Block("W", List.of(784, 10)), new Block("b", List.of(1, 10)))));

        assertThat(same).isEqualTo(LAYOUT).hasSameHashCodeAs(LAYOUT).isEqualTo(same);
        assertThat(same.fingerprint()).isEqualTo(LAYOUT.fingerprint());
        assertThat(LAYOUT).isNotEqualTo(Layout.flat(7850)).isNotEqualTo("W");
    }

    @Test
    void layoutsThatReadAlikeHaveDifferentFingerprints() {
        Layout one = new Layout(List.of(new Block("a[1] b", List.of(2))));
        Layout two = new Layout(List.of(new Block("a", List.of(1)), new Block("b", List.of(2))));

        assertThat(one.describe()).isEqualTo(two.describe());
        assertThat(one.fingerprint()).isNotEqualTo(two.fingerprint());
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void aListChangedLaterChangesNothing() {
        List<Integer> shape = new ArrayList<>(List.of(2));
        List<Block> blocks = new ArrayList<>(List.of(new Block("x", shape)));
        Layout layout = new Layout(blocks);
        shape.set(0, 9);
        blocks.clear();

        assertThat(layout.size()).isEqualTo(2);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertThatThrownBy(() -> new Layout(List.of())).hasMessage("a layout needs at least one block");
        assertThatThrownBy(() -> new Block(" ", List.of(1))).hasMessageContaining("needs a name");
        assertThatThrownBy(() -> new Block("x".repeat(1025), List.of(1))).hasMessageContaining("got 1025");
        assertThatThrownBy(() -> new Block("a\nb", List.of(1))).hasMessageContaining("control characters");
        assertThatThrownBy(() -> new Block("a\ud800", List.of(1))).hasMessageContaining("half characters");
        assertThatThrownBy(() -> new Block("x", List.of())).hasMessageContaining("at least 1, got []");
        assertThatThrownBy(() -> new Block("x", List.of(2, 0))).hasMessageContaining("at least 1, got [2, 0]");
        assertThatThrownBy(() -> new Block("x", Collections.nCopies(33, 1))).hasMessageContaining("got 33");
        Block twin = new Block("x", List.of(1));
        assertThatThrownBy(() -> new Layout(List.of(twin, twin))).hasMessage("two blocks are named 'x'");
    }

    @Test
    void sizesBeyondAnArrayAreRefusedWithoutOverflow() {
        List<Integer> huge = Collections.nCopies(32, Integer.MAX_VALUE);
        Block half = new Block("a", List.of(1 << 30));
        Block other = new Block("b", List.of(1 << 30));

        assertThatThrownBy(() -> new Block("x", huge)).hasMessageContaining("at most 2147483639 values");
        assertThatThrownBy(() -> new Layout(List.of(half, other))).hasMessageContaining("got 2147483648");
    }
}
