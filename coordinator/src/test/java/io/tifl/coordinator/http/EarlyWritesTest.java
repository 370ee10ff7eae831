package io.tifl.coordinator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EarlyWritesTest {
    private static final long STEP = EarlyWrites.STEP;

    @TempDir
    private Path folder;

    private Path file;
    private final Queue<Runnable> begun = new ArrayDeque<>();
    private final EarlyWrites early = new EarlyWrites(begun::add);

    @BeforeEach
    void create() throws Exception {
        file = Files.createFile(folder.resolve("growing"));
    }

    @Test
    void writesBeginWithEveryStepAndOneAtATime() {
        early.grown(file, 0, STEP - 1);
        assertThat(begun).isEmpty();

        early.grown(file, STEP - 1, STEP);
        early.grown(file, STEP, 2 * STEP);
        assertThat(begun).hasSize(1);

        begun.remove().run();
        early.grown(file, 2 * STEP, 3 * STEP);
        assertThat(begun).hasSize(1);
    }

    @Test
    void filesDoNotWaitForEachOther() {
        early.grown(file, 0, STEP);
        early.grown(folder.resolve("other"), 0, STEP);

        assertThat(begun).hasSize(2);
    }

    @Test
    void fileThatIsGoneIsNoFault() throws Exception {
        early.grown(file, 0, STEP);
        Files.delete(file);

        begun.remove().run();

        early.grown(file, STEP, 2 * STEP);
        assertThat(begun).hasSize(1);
    }

    @Test
    void nobodyIsDisturbedIfNothingCanBeBegunAnyMore() {
        EarlyWrites closing = new EarlyWrites(_ -> {
            throw new RejectedExecutionException("closing");
        });

        assertThatCode(() -> closing.grown(file, 0, STEP)).doesNotThrowAnyException();
    }
}
