package io.tifl.experiments.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.benchmark.result.BenchmarkResult;
import io.tifl.experiments.benchmark.result.ResultFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
    private static final BenchmarkResult RESULT = SampleResults.all().getFirst();

    @TempDir
    Path folder;

    @Test
    void damagedFilesOfAFolderAreNamedAndTheOthersRead() throws IOException {
        byte[] whole = ResultFormat.write(RESULT);
        Files.write(folder.resolve("b.json"), whole);
        Files.write(folder.resolve("a.json"), Arrays.copyOf(whole, whole.length / 2));
        Files.writeString(folder.resolve("c.json"), "{}");
        Files.writeString(folder.resolve("notes.txt"), "not a result");

        ResultFiles read = ResultFiles.read(folder);

        assertThat(read.results()).isEqualTo(List.of(RESULT));
        assertThat(read.problems()).hasSize(2);
        assertThat(read.problems().getFirst()).contains("a.json");
        assertThat(read.problems().getLast()).contains("c.json");
    }

    @Test
    void aSingleFileIsReadOrRefused() throws IOException {
        Path file = Files.write(folder.resolve("x.json"), ResultFormat.write(RESULT));
        Path broken = Files.writeString(folder.resolve("y.json"), "null");

        assertThat(ResultFiles.read(file).results()).containsExactly(RESULT);
        assertThatThrownBy(() -> ResultFiles.read(broken))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("y.json");
    }

    @Test
    void placesWithoutResultsAreRefused() {
        assertThatThrownBy(() -> ResultFiles.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("got none");
        assertThatThrownBy(() -> ResultFiles.read(folder.resolve("none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no file or folder");
    }
}
