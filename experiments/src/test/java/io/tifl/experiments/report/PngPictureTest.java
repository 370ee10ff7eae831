package io.tifl.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PngPictureTest {
    @TempDir
    private Path folder = Path.of("");

    static List<Chart> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyKindOfChartBecomesAPictureOfTwiceItsSize(Chart chart) throws IOException {
        assumeTrue(PngPicture.obstacle().isEmpty(), () -> PngPicture.obstacle().orElse(""));

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(PngPicture.of(chart)));

        assertThat(image.getWidth()).isEqualTo(2 * Canvas.WIDE.width());
        assertThat(new HashSet<>(List.of(image.getRGB(0, 0)))).containsExactly(0xFFFFFFFF);
        assertThat(colours(image)).contains(0xFF000000 | Integer.parseInt(paintOfFirstMark(chart), 16));
    }

    @Test
    void svgFilesAreWrittenWhetherOrNotThereAreFonts() throws IOException {
        Optional<String> obstacle = ChartFiles.write(folder, List.of(Samples.totalTime()));

        assertThat(folder.resolve("total-time.svg")).isNotEmptyFile();
        assertThat(Files.exists(folder.resolve("total-time.png"))).isEqualTo(obstacle.isEmpty());
    }

    private static Set<Integer> colours(BufferedImage image) {
        Set<Integer> colours = new HashSet<>();
        for (int pixel : image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth())) {
            colours.add(pixel);
        }
        return colours;
    }

    private static String paintOfFirstMark(Chart chart) {
        return chart.colours()
                .light(chart.colourOf(chart.colourNames().getFirst()))
                .substring(1);
    }
}
