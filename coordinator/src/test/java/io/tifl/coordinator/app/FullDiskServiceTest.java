package io.tifl.coordinator.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.coordinator.store.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A service whose disk fills up puts replies off, says that it is not well, and goes on by itself. */
@EnabledOnOs(OS.LINUX)
class FullDiskServiceTest {
    @TempDir
    private Path folder;

    @Test
    void jobEndsWithTheSameModelAlthoughTheDiskWasFullInBetween() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("disk"));
        assumeTrue(canMount(disk), "no small file system can be mounted here (unshare -rm, mount -t tmpfs)");
        String whole;
        try (Service service = Service.start(folder.resolve("whole"))) {
            service.create(FullDiskServiceChild.JOB);
            try (Crew _ = new Crew(service.enrol(FullDiskServiceChild.DEVICES), Device::serve)) {
                service.await("flat", "completed");
            }
            whole = service.modelHash("flat");
        }

        List<String> command = new ArrayList<>(List.of(
                "unshare",
                "-rm",
                "bash",
                "-c",
                "mount -t tmpfs -o size=128m tmpfs \"$0\" && exec \"$@\"",
                disk.toString()));
        command.addAll(Child.java(FullDiskServiceChild.class, disk));
        Process child = Child.start(command);
        List<String> said = Child.output(child).readAllLines();
        child.waitFor();

        assertThat(said).containsSubsequence("HEALTH 200", "PUT OFF", "HEALTHY AGAIN", "HASH " + whole);
    }

    private static boolean canMount(Path disk) throws Exception {
        Process process = new ProcessBuilder(
                        "unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk.toString())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }
}
