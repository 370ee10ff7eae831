package io.tifl.experiments.advi.amortised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.client.Examples;
import io.tifl.experiments.network.Matrix;
import io.tifl.protocol.Seed;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelledColumnsTest {
    @Test
    void theMiddleColumnIsReadFromTheTopDown() {
        Examples images =
                Examples.images(List.of(1, 2, 4), 3, new byte[] {0, 0, (byte) 255, 0, 9, 9, 51, 9}, new int[] {2});

        LabelledColumns columns = LabelledColumns.middle(images);

        assertThat(columns.columns().values()[0]).isEqualTo(1);
        assertThat(columns.columns().values()[1]).isCloseTo(-0.6, within(1e-6));
        assertThat(columns.labels().labels()).containsExactly(2);
    }

    @Test
    void subsetsAreDrawnWithoutPuttingBack() {
        LabelledColumns all = LabelledColumns.middle(Generated.images(50, 1));

        LabelledColumns some = all.some(20, new Seed(1));

        assertThat(some.columns().rows()).isEqualTo(20);
        assertThat(Arrays.stream(rows(some.columns())).distinct()).hasSize(20);
        assertThat(some.sha256()).isEqualTo(all.some(20, new Seed(1)).sha256());
        assertThat(some.sha256()).isNotEqualTo(all.some(20, new Seed(2)).sha256());
        assertThat(all.some(50, new Seed(1))).isSameAs(all);
        assertThat(all.first(3).labels().count()).isEqualTo(3);
        assertThat(all.first(99).labels().count()).isEqualTo(50);
    }

    private static String[] rows(Matrix matrix) {
        String[] rows = new String[matrix.rows()];
        Arrays.setAll(rows, n -> Arrays.toString(matrix.row(n)));
        return rows;
    }

    @Test
    void whatIsLostIsBlack() {
        Matrix bright = new Matrix(200, 28);
        Arrays.fill(bright.values(), 1);

        double[] pixels = ImageLoss.PIXELS.of(bright, 0.5, new Seed(1)).values();
        Matrix rows = ImageLoss.ROWS.of(bright, 0.5, new Seed(1));

        assertThat(Arrays.stream(pixels).filter(one -> one == -1).count()).isBetween(2600L, 3000L);
        assertThat(Arrays.stream(rows.values()).filter(one -> one == -1).count())
                .isBetween(2500L, 3100L);
        for (int n = 0; n < 200; n++) {
            for (int i = 0; i < 28; i++) {
                assertThat(rows.at(n, i)).isEqualTo(rows.at(n, i / 4 * 4));
            }
        }
        assertThat(bright.values()).containsOnly(1);
    }

    @Test
    void allOrNothingCanBeLost() {
        Matrix bright = Matrix.of(1, 6, 1, 1, 1, 1, 1, 1);

        assertThat(ImageLoss.PIXELS.of(bright, 1, new Seed(1)).values()).containsOnly(-1);
        assertThat(ImageLoss.ROWS.of(bright, 1, new Seed(1)).values()).containsOnly(-1);
        assertThat(ImageLoss.PIXELS.of(bright, 0, new Seed(1)).values()).containsOnly(1);
        assertThat(ImageLoss.NOTHING.of(bright, 1, new Seed(1)).values()).containsOnly(1);
        assertThatThrownBy(() -> ImageLoss.ROWS.of(bright, 1.5, new Seed(1))).hasMessageContaining("got 1.5");
        assertThatThrownBy(() -> ImageLoss.ROWS.of(bright, Double.NaN, new Seed(1)))
                .hasMessageContaining("got NaN");
    }

    @Test
    void whatIsNotAGreyImageIsRefused() {
        Examples flat = Examples.dense(List.of(4), 2, new float[4], new int[1]);

        assertThatThrownBy(() -> LabelledColumns.middle(flat)).hasMessageContaining("1 channel");
        assertThatThrownBy(() -> new LabelledColumns(new Matrix(2, 3), new Observation.Labels(new int[1], 2)))
                .hasMessageContaining("got 2 and 1");
    }
}
