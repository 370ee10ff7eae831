package io.tifl.experiments.doctor;

import static io.tifl.experiments.doctor.Finding.State.NOTE;
import static io.tifl.experiments.doctor.Finding.State.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DoctorTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    @Test
    void probeThatHangsDoesNotKeepTheOthersBack() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Probe hangs = Probe.of("hangs", () -> {
            never.await();
            return Finding.ok("hangs", "");
        });
        Probe well = Probe.of("well", () -> Finding.ok("well", "fine"));

        List<Finding> findings = new Doctor(List.of(hangs, well), SHORT).examine();

        assertThat(findings.getFirst().state()).isEqualTo(PROBLEM);
        assertThat(findings.getFirst().found()).contains("no answer within");
        assertThat(findings.getLast()).isEqualTo(Finding.ok("well", "fine"));
    }

    @Test
    void whatAProbeThrowsIsAFinding() throws Exception {
        Probe throwing = Probe.of("throws", () -> {
            throw new IllegalStateException("oops");
        });
        Probe library = Probe.of("library", () -> {
            throw new UnsatisfiedLinkError("libx.so");
        });

        List<Finding> findings = new Doctor(List.of(throwing, library), Duration.ofSeconds(30)).examine();

        assertThat(findings).extracting(Finding::state).containsOnly(NOTE);
        assertThat(findings.getFirst().found()).contains("oops");
        assertThat(findings.getLast().found()).contains("libx.so");
    }

    @Test
    void thisMachineIsLookedAtInTheSameOrderEveryTime() throws Exception {
        List<Finding> findings = Doctor.of(
                        new Reach(Optional.empty(), Map.of(), Optional.empty(), "", "", Optional.empty()))
                .examine();

        assertThat(findings)
                .extracting(Finding::name)
                .containsExactly(
                        "java",
                        "flags",
                        "processor",
                        "kernels",
                        "nd4j",
                        "cuda",
                        "memory",
                        "container",
                        "disk",
                        "fonts",
                        "limits",
                        "proxy",
                        "onnx",
                        "python",
                        "browser");
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.found()).isNotBlank().doesNotContain("\n");
            assertThat(finding.state() == PROBLEM && finding.advice().isEmpty()).isFalse();
        });
        assertThat(findings.get(4).found()).contains("CpuBackend");
    }

    @Test
    void programsThatAreMissingFailOrDoNotEndSayNothing(@TempDir Path folder) throws Exception {
        Programs programs = new Programs.RealPrograms(Duration.ofSeconds(1));

        assertThat(programs.lines("/no/such/program")).isEmpty();
        assertThat(programs.lines(script(folder, "fails", "echo no; exit 3"))).isEmpty();
        assertThat(programs.lines(script(folder, "hangs", "sleep 1000"))).isEmpty();
        assertThat(programs.lines(script(folder, "well", "echo one; echo noise >&2; echo two")))
                .hasValue(List.of("one", "two"));
    }

    private static String script(Path folder, String name, String text) throws Exception {
        Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file.toString();
    }
}
