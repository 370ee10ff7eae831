package io.tifl.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void writesIntoFoldersThatDoNotExistYet() throws IOException {
        Path file = folder.resolve("a/b/summary.json");

        AtomicFile.write(file, "{\"ü\":1}");

        assertThat(file).hasContent("{\"ü\":1}");
    }

    @Test
    void replacesWhatWasThereAndLeavesNothingElseBehind() throws IOException {
        Path file = folder.resolve("summary.json");
        AtomicFile.write(file, "a long first version");

        AtomicFile.write(file, "short");

        assertThat(file).hasContent("short");
        assertThat(names()).containsExactly("summary.json");
    }

    @Test
    void aFailureLeavesNoPartBehind() throws IOException {
        Path occupied = folder.resolve("summary.json");
        Files.createDirectories(occupied.resolve("inside"));

        assertThatThrownBy(() -> AtomicFile.write(occupied, "text")).isInstanceOf(IOException.class);

        assertThat(names()).containsExactly("summary.json");
        assertThat(occupied.resolve("inside")).isDirectory();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
