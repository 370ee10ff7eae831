package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts what the profile {@code dist} has built, in a folder far from the build. */
final class ShippedIT {
    private static final String VERSION = Objects.requireNonNull(System.getProperty("tifl.version"));
    private static final Path TARGET = Path.of(Objects.requireNonNull(System.getProperty("tifl.target")));
    private static final String[] SHORT_REPLAY = {
        "replay", "--rounds", "3", "--clients", "12", "--policies", "uniform", "--seeds", "1", "--out", "results"
    };

    @TempDir
    private Path folder;

    @Test
    void theExecutableJarSaysItsVersion() throws Exception {
        Program.Result result = executableJar().with("--version").run();

        assertThat(result.output()).contains("tifl " + VERSION);
        assertThat(result.exit()).isZero();
    }

    @Test
    void theExecutableJarSaysWhatIsLostWithoutTheFlags() throws Exception {
        Program.Result result = new Program(
                        folder, List.of(java(), "-Dtifl.relaunch=false", "-jar", jar().toString(), "--version"))
                .run();

        assertThat(result.output().lines())
                .filteredOn(line -> line.contains("--add-modules=jdk.incubator.vector"))
                .hasSize(1);
        assertThat(result.output()).contains("tifl " + VERSION);
    }

    @Test
    void theExecutableJarHandsExitCodesThrough() throws Exception {
        assertThat(executableJar().with("replay", "--rounds", "none").run().exit())
                .isEqualTo(2);
    }

    @Test
    void theExecutableJarTrains() throws Exception {
        assertTrains(executableJar());
    }

    @Test
    void theExecutableJarServes() throws Exception {
        assertServes(executableJar());
    }

    @Test
    void theExecutableJarStartsProcessesOfItsOwn() throws Exception {
        Program kafka = executableJar().with("dev", "kafka", "--port", "0");

        assertThat(kafka.until("Kafka serves").output()).contains("127.0.0.1:");
    }

    @Test
    void theArchiveRunsWhereItIsUnpacked() throws Exception {
        Program tifl = unpacked();

        assertThat(tifl.with("--version").run().output()).contains("tifl " + VERSION);
        assertTrains(tifl);
        assertServes(tifl);
    }

    @Test
    void theArchiveHoldsLicencesDocumentsAndSamples() throws Exception {
        unpacked();
        Path home = folder.resolve("tifl-" + VERSION);

        assertThat(home.resolve("LICENSE")).isRegularFile();
        assertThat(home.resolve("licences/THIRD-PARTY.md")).content().contains("kafka-clients");
        assertThat(home.resolve("licences/bom.json")).content().contains("CycloneDX");
        assertThat(home.resolve("docs/operating.md")).isRegularFile();
        assertThat(home.resolve("samples/device/pom.xml")).isRegularFile();
        assertThat(home.resolve("deploy/systemd/tifl.service")).isRegularFile();
        assertThat(home.resolve("samples/device/target")).doesNotExist();
    }

    @Test
    void theZipHoldsWhatTheTarHolds() throws Exception {
        List<String> zip = names("unzip", "-Z1", target("tifl-" + VERSION + ".zip"));
        List<String> tar = names("tar", "-tzf", target("tifl-" + VERSION + ".tar.gz"));

        assertThat(zip).containsExactlyInAnyOrderElementsOf(tar);
    }

    @Test
    void nothingShippedIsOfImmodestSize() throws IOException {
        assertThat(Files.size(jar())).isLessThan(260_000_000);
        assertThat(Files.size(Path.of(target("tifl-" + VERSION + ".tar.gz")))).isLessThan(260_000_000);
        assertThat(Files.size(Path.of(target("tifl-" + VERSION + "-image.tar"))))
                .isLessThan(330_000_000);
    }

    private void assertTrains(Program tifl) throws Exception {
        Program.Result result = tifl.with(SHORT_REPLAY).run();

        assertThat(result.exit()).as(result.output()).isZero();
        try (var files = Files.walk(folder.resolve("results"))) {
            assertThat(files.map(file -> file.getFileName().toString())).contains("report.html", "summary.json");
        }
    }

    private static void assertServes(Program tifl) throws Exception {
        int port = Program.freePort();
        Program server = tifl.with("coordinator", "--local", "--port", Integer.toString(port));

        assertThat(server.serve(port, "/actuator/health").output()).contains("\"UP\"");
    }

    private Program executableJar() {
        return new Program(folder, List.of(java(), "-jar", jar().toString()));
    }

    private Program unpacked() throws Exception {
        Program.Result unpacking =
                new Program(folder, List.of("tar", "-xzf", target("tifl-" + VERSION + ".tar.gz"))).run();
        assertThat(unpacking.exit()).as(unpacking.output()).isZero();
        return new Program(
                folder, List.of(folder.resolve("tifl-" + VERSION + "/bin/tifl").toString()));
    }

    private List<String> names(String... command) throws Exception {
        return new Program(folder, List.of(command))
                .run()
                .output()
                .lines()
                .filter(name -> !name.endsWith("/"))
                .toList();
    }

    private static Path jar() {
        return Path.of(target("tifl-" + VERSION + "-exec.jar"));
    }

    private static String target(String file) {
        return TARGET.resolve(file).toString();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
