package io.tifl.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvWriterTest {
    private static final List<String> HEADER = List.of("round", "client", "note");

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void placeFile() {
        file = folder.resolve("deep/rounds.csv");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "", "a,b", "say \"hi\"", "two\nlines", "cr\r\nlf", "\"", "ünïcode 🎈", ",", "\r"})
    void whatIsWrittenIsReadBack(String note) throws IOException {
        try (CsvWriter csv = CsvWriter.create(file, HEADER)) {
            csv.row(1, "c0", note);
            csv.row(2, note, "x");
        }

        assertThat(CsvRows.read(file)).containsExactly(HEADER, List.of("1", "c0", note), List.of("2", note, "x"));
    }

    @Test
    void numbersKeepAllTheirDigits() throws IOException {
        try (CsvWriter csv = CsvWriter.create(file, List.of("x"))) {
            csv.row(0.1 + 0.2);
        }

        assertThat(Double.parseDouble(CsvRows.read(file).getLast().getFirst())).isEqualTo(0.1 + 0.2);
    }

    @Test
    void aFlushedRowIsInTheFileWhileItIsStillOpen() throws IOException {
        try (CsvWriter csv = CsvWriter.create(file, HEADER)) {
            csv.row(1, "c0", "");
            csv.flush();

            assertThat(CsvRows.read(file)).hasSize(2);
        }
    }

    @Test
    void resumeCutsAHalfWrittenRowAndGoesOn() throws IOException {
        try (CsvWriter csv = CsvWriter.create(file, HEADER)) {
            csv.row(1, "c0", "whole");
        }
        Files.writeString(file, "2,c1,\"half, wri", StandardOpenOption.APPEND);

        try (CsvWriter csv = CsvWriter.resume(file, HEADER, _ -> true)) {
            csv.row(2, "c1", "again");
        }

        assertThat(Files.readString(file)).isEqualTo("round,client,note\n1,c0,whole\n2,c1,again\n");
    }

    @Test
    void resumeDropsTheRowsOfAnUnfinishedRound() throws IOException {
        try (CsvWriter csv = CsvWriter.create(file, HEADER)) {
            csv.row(1, "c0", "");
            csv.row(2, "c0", "");
            csv.row(2, "c1", "");
        }

        CsvWriter.resume(file, HEADER, row -> Integer.parseInt(row.getFirst()) < 2)
                .close();

        assertThat(CsvRows.read(file)).containsExactly(HEADER, List.of("1", "c0", ""));
    }

    @Test
    void resumeBeginsAFileThatIsMissingOrHoldsNoHeader() throws IOException {
        CsvWriter.resume(file, HEADER, _ -> true).close();
        assertThat(CsvRows.read(file)).containsExactly(HEADER);

        Files.writeString(file, "round,cli");
        CsvWriter.resume(file, HEADER, _ -> true).close();
        assertThat(CsvRows.read(file)).containsExactly(HEADER);
    }

    @Test
    void resumeRefusesAFileOfOtherColumnsAndLeavesItAlone() throws IOException {
        CsvWriter.create(file, List.of("other")).close();

        assertThatThrownBy(() -> CsvWriter.resume(file, HEADER, _ -> true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[other]")
                .hasMessageContaining("[round, client, note]");
        assertThat(Files.readString(file)).isEqualTo("other\n");
    }

    @Test
    void aRowOfTheWrongWidthIsRefused() throws IOException {
        try (CsvWriter csv = CsvWriter.create(file, HEADER)) {
            assertThatThrownBy(() -> csv.row(1, 2)).hasMessageContaining("2 values, expected 3");
        }
    }

    @Test
    void filesOfOtherProgramsWithCarriageReturnsAreRead() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "a,b\r\n1,\"x\"\"y\"\r\n");

        assertThat(CsvRows.read(file)).containsExactly(List.of("a", "b"), List.of("1", "x\"y"));
    }
}
