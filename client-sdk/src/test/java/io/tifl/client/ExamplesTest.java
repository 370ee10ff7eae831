package io.tifl.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private final Examples dense =
            Examples.dense(List.of(2), 3, new float[] {0, 1, 10, 11, 20, 21, 30, 31}, new int[] {0, 1, 2, 1});

    private static float[] features(Examples examples, int row) {
        float[] values = new float[examples.featureSize() + 1];
        examples.features(row, values, 1);
        assertThat(values[0]).as("nothing is written before the offset").isZero();
        return Arrays.copyOfRange(values, 1, values.length);
    }

    @Test
    void rowIsWrittenWhereAsked() {
        assertThat(dense.size()).isEqualTo(4);
        assertThat(dense.featureSize()).isEqualTo(2);
        assertThat(features(dense, 2)).containsExactly(20, 21);
        assertThat(dense.label(2)).isEqualTo(2);
    }

    @Test
    void pixelsAreUnsignedAndScaledToOne() {
        Examples images =
                Examples.images(List.of(1, 1, 4), 2, new byte[] {0, 1, (byte) 128, (byte) 255}, new int[] {1});

        assertThat(features(images, 0)).containsExactly(0, 1 / 255f, 128 / 255f, 1);
        assertThat(images.featureShape()).containsExactly(1, 1, 4);
    }

    @Test
    void subsetHoldsTheRowsAskedForInTheirOrder() {
        Examples subset = dense.subset(new int[] {3, 0, 3});

        assertThat(subset.size()).isEqualTo(3);
        assertThat(features(subset, 0)).containsExactly(30, 31);
        assertThat(features(subset, 1)).containsExactly(0, 1);
        assertThat(subset.label(2)).isEqualTo(1);
        assertThat(subset.classes()).isEqualTo(3);
    }

    @Test
    void subsetOfASubsetCountsItsRows() {
        Examples subset = dense.subset(new int[] {3, 2, 0}).subset(new int[] {2, 1});

        assertThat(features(subset, 0)).containsExactly(0, 1);
        assertThat(features(subset, 1)).containsExactly(20, 21);
        assertThatThrownBy(() -> dense.subset(new int[] {3, 2}).subset(new int[] {2}))
                .hasMessageContaining("row 2 is not among the 2 examples");
    }

    @Test
    void subsetDoesNotChangeWithTheArrayItWasMadeFrom() {
        int[] rows = {1};
        Examples subset = dense.subset(rows);
        rows[0] = 2;

        assertThat(subset.label(0)).isEqualTo(1);
    }

    @Test
    void rowThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> dense.subset(new int[] {0, 4}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row 4 is not among the 4 examples");
        assertThatThrownBy(() -> dense.subset(new int[] {-1})).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void partsFollowEachOtherAndMayBeEmpty() {
        Examples none = dense.subset(new int[0]);
        Examples all = Examples.concat(List.of(none, dense.subset(new int[] {3}), none, none, dense, none));

        assertThat(all.size()).isEqualTo(5);
        assertThat(features(all, 0)).containsExactly(30, 31);
        assertThat(features(all, 1)).containsExactly(0, 1);
        assertThat(features(all, 4)).containsExactly(30, 31);
        assertThat(all.label(3)).isEqualTo(2);
        assertThatThrownBy(() -> all.label(5)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void partsOfDifferentShapesAreRefused() {
        Examples other = Examples.dense(List.of(1, 2), 3, new float[2], new int[1]);

        assertThatThrownBy(() -> Examples.concat(List.of(dense, other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("part 1 has [1, 2] and 3");
        assertThatThrownBy(() -> Examples.concat(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arraysThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> Examples.dense(List.of(2), 3, new float[5], new int[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 examples of shape [2] need 6 feature values, got 5");
        assertThatThrownBy(() -> Examples.images(List.of(2), 3, new byte[7], new int[3]))
                .hasMessageContaining("need 6 feature values, got 7");
    }

    @Test
    void labelThatIsNoClassIsRefused() {
        assertThatThrownBy(() -> Examples.dense(List.of(1), 3, new float[2], new int[] {0, 3}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("label of row 1 is 3, expected 0 to 2");
    }

    @Test
    void shapeWithoutValuesIsRefused() {
        assertThatThrownBy(() -> Examples.dense(List.of(2, 0), 3, new float[0], new int[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[2, 0]");
    }

    @Test
    void pixelsAreReadAsTheyAreThroughSubsetsAndParts() {
        Examples images = Examples.images(List.of(2), 1, new byte[] {1, 2, 3, (byte) 250}, new int[2]);
        Examples all = Examples.concat(List.of(images, images.subset(new int[] {1})));
        byte[] into = new byte[3];

        all.pixels(2, into, 1);

        assertThat(all.hasPixels()).isTrue();
        assertThat(into).containsExactly(0, 3, 250);
    }

    @Test
    void examplesThatAreNoImagesHaveNoPixels() {
        Examples dense = Examples.dense(List.of(2), 1, new float[2], new int[1]);

        assertThat(dense.hasPixels()).isFalse();
        assertThat(Examples.concat(List.of(dense, Examples.images(List.of(2), 1, new byte[2], new int[1])))
                        .hasPixels())
                .isFalse();
        assertThatThrownBy(() -> dense.pixels(0, new byte[2], 0)).isInstanceOf(UnsupportedOperationException.class);
    }
}
