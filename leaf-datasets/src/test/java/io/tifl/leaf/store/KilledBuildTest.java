package io.tifl.leaf.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.leaf.set.ReadProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sets are built in a process of its own, which is killed or gets no more disk. */
@Timeout(120)
class KilledBuildTest {
    @TempDir
    private Path folder;

    @Test
    void aKilledProcessLeavesNoSetAndTheNextOneCleansUp() throws Exception {
        Path store = folder.resolve("store");
        Path log = folder.resolve("log");
        Process child =
                new ProcessBuilder(command(store, log, "stop")).inheritIO().start();
        try {
            while (child.isAlive() && !Files.exists(log)) {
                child.waitFor(20, TimeUnit.MILLISECONDS);
            }
            assertThat(log).hasContent("written");
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(new SetStore(store).list()).isEmpty();
        assertThat(names(store)).anyMatch(name -> name.endsWith(".part"));

        try (StoredSet set = new SetStore(store)
                .obtain(ChildBuilder.RECIPE, MadeUpSets.FORM, parts -> ChildBuilder.produce(parts, log, false))) {
            set.verify(ReadProgress.SILENT);
            assertThat(names(store)).noneMatch(name -> name.contains(".part"));
        }
    }

    @Test
    void aDiskThatTakesNoMoreLeavesNothingBehind() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "no shell that limits the size of files");
        Path store = folder.resolve("store");
        Path log = folder.resolve("log");
        List<String> limited = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -f 4096 && exec \"$@\"", "sh"));
        limited.addAll(command(store, log));

        Process child = new ProcessBuilder(limited).inheritIO().start();

        assertThat(child.waitFor()).isZero();
        assertThat(log).content().isNotEqualTo("done").contains("File too large");
        assertThat(names(store)).allMatch(name -> name.endsWith(".lock"));
    }

    private static List<String> command(Path store, Path log, String... more) {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                classPath,
                ChildBuilder.class.getName(),
                store.toString(),
                log.toString()));
        command.addAll(List.of(more));
        return command;
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
