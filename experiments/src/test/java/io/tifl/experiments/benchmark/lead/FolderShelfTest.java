package io.tifl.experiments.benchmark.lead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderShelfTest {
    private static final byte[] ONE = {1};
    private static final byte[] TWO = {2, 2};

    @TempDir
    private Path folder = Path.of("");

    @Test
    void onlyWhoReadTheNewestRevisionReplacesIt() throws IOException {
        try (FolderShelf shelf = FolderShelf.open(folder)) {
            assertThat(shelf.create("c", "x", "new", ONE)).isTrue();
            assertThat(shelf.create("c", "x", "new", TWO)).isFalse();
            assertThat(shelf.replace("c", "x", 1, "old", TWO)).isTrue();
            assertThat(shelf.replace("c", "x", 1, "old", ONE)).isFalse();
            assertThat(shelf.replace("c", "y", 1, "old", ONE)).isFalse();
        }
        try (FolderShelf again = FolderShelf.open(folder)) {
            assertThat(again.get("c", "x")).hasValueSatisfying(sheet -> {
                assertThat(sheet.content()).isEqualTo(TWO);
                assertThat(sheet.revision()).isEqualTo(2);
                assertThat(sheet.label()).isEqualTo("old");
            });
        }
    }

    @Test
    void pagesAreInOrderAndOfOneLabel() throws IOException {
        try (FolderShelf shelf = FolderShelf.open(folder)) {
            for (String id : new String[] {"d", "a", "c", "b"}) {
                shelf.create("c", id, id.equals("b") ? "odd" : "even", ONE);
            }

            assertThat(shelf.page("c", Optional.empty(), Optional.of("a"), 2))
                    .extracting(Shelf.Sheet::id)
                    .containsExactly("b", "c");
            assertThat(shelf.page("c", Optional.of("even"), Optional.empty(), 10))
                    .extracting(Shelf.Sheet::id)
                    .containsExactly("a", "c", "d");
            assertThat(shelf.page("other", Optional.empty(), Optional.empty(), 10))
                    .isEmpty();
        }
    }

    @Test
    void aDamagedFileIsNamed() throws IOException {
        try (FolderShelf shelf = FolderShelf.open(folder)) {
            shelf.create("c", "x", "", new byte[100]);
            Path file = folder.resolve("c/x.doc");
            Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 50));

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> shelf.get("c", "x"))
                    .withMessageContaining("x.doc is damaged");
        }
    }

    @Test
    void aFolderHasOneLeader() throws IOException {
        try (FolderShelf shelf = FolderShelf.open(folder)) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> FolderShelf.open(folder))
                    .withMessageContaining("in use");
            assertThatIllegalArgumentException().isThrownBy(() -> shelf.get("c", "../x"));
        }
    }
}
