package io.tifl.experiments.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Charts as files: {@code NAME.svg}, and {@code NAME.png} where the machine can make one. */
public final class ChartFiles {
    private ChartFiles() {}

    /**
     * Writes every chart into {@code folder}, which is created if need be.
     *
     * @return why there are no PNG files, if there are none; say it once
     */
    public static Optional<String> write(Path folder, List<Chart> charts) throws IOException {
        Optional<String> obstacle = PngPicture.obstacle();
        for (Chart chart : charts) {
            AtomicFile.write(folder.resolve(chart.name() + ".svg"), SvgChart.document(chart));
            if (obstacle.isEmpty()) {
                AtomicFile.write(folder.resolve(chart.name() + ".png"), PngPicture.of(chart));
            }
        }
        return obstacle;
    }
}
