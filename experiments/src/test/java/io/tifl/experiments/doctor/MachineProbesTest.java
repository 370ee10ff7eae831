package io.tifl.experiments.doctor;

import static io.tifl.experiments.doctor.Finding.State.NOTE;
import static io.tifl.experiments.doctor.Finding.State.OK;
import static io.tifl.experiments.doctor.Finding.State.PROBLEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.kernels.jit.Cpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of machines that are as they should be, and of those that are not. */
class MachineProbesTest {
    private static final String SMI = "nvidia-smi";

    @TempDir
    private Path root;

    private FakeMachine machine = new FakeMachine(Path.of("/"));

    @BeforeEach
    void emptyMachine() {
        machine = new FakeMachine(root);
    }

    @Test
    void javaOfAnotherVersionIsNamed() {
        Surroundings here = machine.surroundings();

        assertThat(MachineProbes.java(Runtime.Version.parse("25.0.1"), here).state())
                .isEqualTo(OK);
        assertThat(MachineProbes.java(Runtime.Version.parse("26"), here).state())
                .isEqualTo(NOTE);
        assertThat(MachineProbes.java(Runtime.Version.parse("21.0.2"), here).state())
                .isEqualTo(PROBLEM);
    }

    private FakeMachine withAllFlags() {
        return machine.arguments("--sun-misc-unsafe-memory-access=allow")
                .property("jdk.serialFilter", "!*")
                .property("org.deeplearning4j.crash.reporting.enabled", "false")
                .property("org.eclipse.deeplearning4j.helpers.disable", "false")
                .variable("OMP_NUM_THREADS", "1");
    }

    @Test
    void allFlagsAreWell() {
        assertThat(JvmFlags.look(withAllFlags().surroundings(), true, true))
                .isEqualTo(Finding.ok("flags", "all are set"));
    }

    @Test
    void eachFlagThatIsMissingIsNamed() {
        Finding finding = JvmFlags.look(machine.surroundings(), false, false);

        assertThat(finding.state()).isEqualTo(PROBLEM);
        assertThat(finding.found())
                .contains(
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access",
                        "--sun-misc",
                        "serialFilter=!*");
        assertThat(finding.advice()).contains("./tifl");
    }

    @Test
    void threadsOfNativeCodeAreLookedAt() {
        Surroundings here = withAllFlags().variable("OMP_NUM_THREADS", "8").surroundings();

        assertThat(JvmFlags.look(here, true, true).found()).contains("OMP_NUM_THREADS is 8");
    }

    @Test
    void processorWithoutVectorsIsSlow() throws IOException {
        Surroundings here = machine.file("proc/cpuinfo", "processor : 0", "model name\t: Old One")
                .surroundings();

        assertThat(Processor.look(here, 2, new Cpu(true, true, true, false), "").found())
                .isEqualTo("Old One, 2 cores; AVX2 and FMA, AVX-512, AVX-512 VNNI");
        assertThat(Processor.look(here, 1, new Cpu(false, false, false, false), "")
                        .state())
                .isEqualTo(NOTE);
        assertThat(Processor.look(here, 1, new Cpu(false, false, false, false), "on Linux only")
                        .found())
                .contains("on Linux only");
    }

    @Test
    void plainLoopsAreNoted() {
        assertThat(MachineProbes.kernels("scalar: no vectors", true).state()).isEqualTo(NOTE);
        assertThat(MachineProbes.kernels("vector", false).state()).isEqualTo(OK);
    }

    @Test
    void libraryThatComputesWrongIsAProblem() {
        assertThat(Nd4jBackends.look("CpuBackend", new Properties(), false).state())
                .isEqualTo(PROBLEM);
        assertThat(Nd4jBackends.look("CpuBackend", new Properties(), true).found())
                .contains("BLAS unknown");
    }

    @Test
    void libraryThatCannotBeLoadedIsToldByItsLastCause() {
        Throwable why = new ExceptionInInitializerError(new UnsatisfiedLinkError("libx.so: no such file"));

        assertThat(Nd4jBackends.broken(why).found()).contains("libx.so: no such file");
        assertThat(Nd4jBackends.broken(why).state()).isEqualTo(PROBLEM);
    }

    @Test
    void noGpuIsWellUnlessOneWasBuiltFor() throws Exception {
        assertThat(Cuda.look(machine.surroundings(), false).state()).isEqualTo(OK);

        Finding builtFor = Cuda.look(machine.surroundings(), true);
        assertThat(builtFor.state()).isEqualTo(NOTE);
        assertThat(builtFor.found()).contains("the CPU computes");
        assertThat(builtFor.advice()).contains("--gpus all", "unset TIFL_MAVEN_PROFILES");
    }

    @Test
    void driverWithoutItsProgramIsNamed() throws Exception {
        Surroundings here = machine.file("proc/driver/nvidia/version", "NVRM version: 550.54")
                .surroundings();

        assertThat(Cuda.look(here, false).found()).contains("NVRM version: 550.54", "does not answer");
    }

    @Test
    void gpuCanBeUsedIfBuiltFor() throws Exception {
        Surroundings here = machine.program(SMI, "NVIDIA A100-SXM4-40GB, 8.0, 40960 MiB, 550.54")
                .surroundings();

        assertThat(Cuda.look(here, true).state()).isEqualTo(OK);
        assertThat(Cuda.look(here, false).advice()).contains("TIFL_MAVEN_PROFILES=cuda");
    }

    @Test
    void gpuThatIsTooNewIsNamed() throws Exception {
        Surroundings here =
                machine.program(SMI, "NVIDIA H200, 9.0, 143771 MiB, 550.54").surroundings();

        assertThat(Cuda.look(here, true).found()).contains("NVIDIA H200", "no code for compute capability 9");
        assertThat(Cuda.look(here, false).state()).isEqualTo(NOTE);
    }

    @Test
    void answersOfTheGpusProgramThatNobodyExpectsDoNoHarm() throws Exception {
        assertThat(Cuda.look(machine.program(SMI, "No devices were found").surroundings(), false)
                        .found())
                .contains("No devices");
        assertThat(Cuda.look(machine.program(SMI).surroundings(), false).state())
                .isEqualTo(OK);
        assertThat(Cuda.look(machine.program(SMI, "X, [N/A], , ").surroundings(), true)
                        .state())
                .isEqualTo(OK);
    }

    @Test
    void heapThatDoesNotFitIsAProblem() {
        long gib = Bytes.GIB;

        assertThat(Memory.look(new Memory.Facts(4 * gib, 16 * gib, 12 * gib)).state())
                .isEqualTo(OK);
        assertThat(Memory.look(new Memory.Facts(4 * gib, 16 * gib, 2 * gib)).state())
                .isEqualTo(NOTE);
        assertThat(Memory.look(new Memory.Facts(4 * gib, 4 * gib + 1, 4 * gib)).state())
                .isEqualTo(NOTE);
        Finding tooLarge = Memory.look(new Memory.Facts(4 * gib, 2 * gib, gib));
        assertThat(tooLarge.state()).isEqualTo(PROBLEM);
        assertThat(tooLarge.advice()).isEqualTo("set TIFL_JAVA_OPTS=-Xmx1024m");
    }

    @Test
    void limitsOfContainersAreRead() throws IOException {
        assertThat(Containers.look(machine.surroundings()).found()).isEqualTo("no limits");

        machine.file("sys/fs/cgroup/memory.max", "4294967296").file("sys/fs/cgroup/cpu.max", "150000 100000");
        assertThat(Containers.look(machine.surroundings()))
                .isEqualTo(Finding.ok("container", "limited to 4.0 GiB of memory and 1.5 processors"));

        machine.file("sys/fs/cgroup/memory.max", "536870912").file("sys/fs/cgroup/cpu.max", "max 100000");
        assertThat(Containers.look(machine.surroundings()).state()).isEqualTo(NOTE);
    }

    @Test
    void limitsOfOlderContainersAreReadToo() throws IOException {
        machine.file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712")
                .file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000")
                .file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");

        assertThat(Containers.look(machine.surroundings()).found()).isEqualTo("limited to 0.5 processors");
    }

    @Test
    void nonsenseInTheFilesOfContainersIsNoLimit() throws IOException {
        machine.file("sys/fs/cgroup/memory.max", "lots").file("sys/fs/cgroup/cpu.max", "5");

        assertThat(Containers.look(machine.surroundings()).found()).isEqualTo("no limits");
    }

    @Test
    void folderThatIsNotThereYetCountsAsTheOneAboveIt() throws IOException {
        Path deep = root.resolve("not/yet/there");

        assertThat(Disks.look(new LinkedHashSet<>(List.of(deep))).found()).contains("free in " + root);
        assertThat(Files.exists(deep)).isFalse();
    }

    @Test
    void fewOpenFilesAreNoted() throws IOException {
        machine.file(
                "proc/self/limits",
                "Limit                     Soft Limit           Hard Limit           Units     ",
                "Max processes             unlimited            unlimited            processes ",
                "Max open files            256                  4096                 files     ");

        Finding finding = ProcessLimits.look(machine.surroundings());

        assertThat(finding.found()).isEqualTo("open files 256, threads unlimited");
        assertThat(finding.advice()).contains("ulimit -n 65536");
    }

    @Test
    void systemsWithoutSuchAFileAreWell() {
        assertThat(ProcessLimits.look(machine.surroundings()).state()).isEqualTo(OK);
    }

    @Test
    void proxyOfTheEnvironmentIsTranslatedWithoutItsPassword() {
        machine.variable("https_proxy", "http://ann:secret@proxy.corp:8080/");

        Finding finding = Proxies.look(machine.surroundings());

        assertThat(finding.advice()).contains("-Dhttps.proxyHost=proxy.corp -Dhttps.proxyPort=8080");
        assertThat(finding.toString()).doesNotContain("secret");
    }

    @Test
    void proxyThatCannotBeReadIsNotedWithoutShowingIt() {
        machine.variable("HTTPS_PROXY", "::secret::");

        assertThat(Proxies.look(machine.surroundings()).state()).isEqualTo(NOTE);
        assertThat(Proxies.look(machine.surroundings()).toString()).doesNotContain("secret");
    }

    @Test
    void proxyThatJavaKnowsIsWell() {
        machine.variable("https_proxy", "http://proxy:1").property("https.proxyHost", "proxy");

        assertThat(Proxies.look(machine.surroundings()).state()).isEqualTo(OK);
    }

    @Test
    void fontsThatAreMissingAreNotedWithTheReason() {
        assertThat(MachineProbes.fonts(Optional.of("no fontconfig")).found()).contains("no fontconfig");
        assertThat(MachineProbes.fonts(Optional.empty()).state()).isEqualTo(OK);
    }

    @Test
    void whatIsMissingAndNotNeededIsWell() throws Exception {
        assertThat(MachineProbes.python(machine.surroundings()).state()).isEqualTo(OK);
        assertThat(MachineProbes.browser(machine.surroundings()).found()).contains("no Chromium on the PATH");

        machine.program("google-chrome", "Google Chrome 150").program("python", "Python 3.13");
        assertThat(MachineProbes.browser(machine.surroundings()).found())
                .contains("Google Chrome 150, but no chromedriver");
        assertThat(MachineProbes.python(machine.surroundings()).found()).contains("Python 3.13");
    }
}
