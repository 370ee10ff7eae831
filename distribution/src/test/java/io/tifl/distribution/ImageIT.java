package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the image as a daemon would and, where the system lets us, starts what lies in it. */
final class ImageIT {
    private static final Path IMAGE = Path.of(Objects.requireNonNull(System.getProperty("tifl.target")))
            .resolve("tifl-" + System.getProperty("tifl.version") + "-image.tar");

    @TempDir
    private Path folder;

    private JsonNode manifest = JsonMapper.shared().nullNode();

    @BeforeEach
    void unpack() throws Exception {
        run("tar", "-xf", IMAGE.toString());
        JsonNode described = json("index.json").path("manifests").path(0);
        manifest = json(blob(described.path("digest").asString()));
    }

    @Test
    void everyBlobHasTheDigestItIsNamedBy() throws Exception {
        try (Stream<Path> blobs = Files.list(folder.resolve("blobs/sha256"))) {
            for (Path blob : blobs.toList()) {
                try (InputStream in = Files.newInputStream(blob)) {
                    assertThat(sha256(in)).isEqualTo(blob.getFileName().toString());
                }
            }
        }
        assertThat(manifest.path("layers").size()).isEqualTo(4);
        for (JsonNode layer : manifest.path("layers")) {
            assertThat(Files.size(folder.resolve(blob(layer.path("digest").asString()))))
                    .isEqualTo(layer.path("size").asLong());
        }
    }

    @Test
    void theConfigurationNamesTheContentsOfTheLayers() throws Exception {
        List<String> contents = new ArrayList<>();
        for (JsonNode layer : manifest.path("layers")) {
            Path file = folder.resolve(blob(layer.path("digest").asString()));
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
                contents.add("sha256:" + sha256(in));
            }
        }
        List<String> named = new ArrayList<>();
        configuration().path("rootfs").path("diff_ids").forEach(id -> named.add(id.asString()));

        assertThat(named).isEqualTo(contents);
    }

    @Test
    void itRunsAsNobodyInParticular() throws IOException {
        JsonNode config = configuration().path("config");

        assertThat(config.path("User").asString()).isEqualTo("65532:65532");
        assertThat(config.path("Entrypoint").path(0).asString()).isEqualTo("/opt/java/bin/java");
        assertThat(config.path("Entrypoint").toString())
                .contains("jdk.incubator.vector", "io.tifl.experiments.cli.Tifl");
        assertThat(config.path("ExposedPorts").has("8443/tcp")).isTrue();
    }

    @Test
    void whatLiesInItStarts() throws Exception {
        assumeThat(System.getProperty("user.name")).as("chroot needs root").isEqualTo("root");
        Path root = Files.createDirectory(folder.resolve("root"));
        for (JsonNode layer : manifest.path("layers")) {
            run(
                    "tar",
                    "-xpzf",
                    folder.resolve(blob(layer.path("digest").asString())).toString(),
                    "-C",
                    root.toString());
        }
        Program tifl = new Program(folder, entered(root));
        Program.Result probe = tifl.with("--version").run();
        assumeThat(probe.output()).as("this system lets nobody mount").doesNotContain("unshare:", "mount:");

        assertThat(probe.output()).contains("tifl " + System.getProperty("tifl.version"));
        int port = Program.freePort();
        Program server =
                tifl.with("coordinator", "--behind-proxy", "--data", "/var/lib/tifl/data", "--port", "" + port);
        assertThat(server.serve(port, "/actuator/health").output()).contains("\"UP\"");
        Program.Result replay = tifl.with(
                        "replay",
                        "--rounds",
                        "2",
                        "--clients",
                        "12",
                        "--policies",
                        "uniform",
                        "--seeds",
                        "1",
                        "--out",
                        "/var/lib/tifl/results")
                .run();
        assertThat(replay.exit()).as(replay.output()).isZero();
    }

    /** The entry point in its own root folder, as its own user; /proc and random numbers as a container has them. */
    private List<String> entered(Path root) throws IOException {
        List<String> entry = new ArrayList<>();
        configuration().path("config").path("Entrypoint").forEach(word -> entry.add("'" + word.asString() + "'"));
        String inside =
                "mount -t proc proc %1$s/proc && mount --bind /dev %1$s/dev && exec chroot --userspec=65532:65532 %1$s %2$s \"$@\""
                        .formatted(root, String.join(" ", entry));
        return List.of(
                "unshare",
                "--fork",
                "--pid",
                "--kill-child",
                "--mount",
                "env",
                "HOME=/var/lib/tifl",
                "OMP_NUM_THREADS=1",
                "sh",
                "-c",
                inside,
                "tifl");
    }

    private JsonNode configuration() throws IOException {
        return json(blob(manifest.path("config").path("digest").asString()));
    }

    private JsonNode json(String file) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(folder.resolve(file)));
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static String sha256(InputStream in) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private void run(String... command) throws Exception {
        Program.Result result = new Program(folder, List.of(command)).run();
        assertThat(result.exit()).as(result.output()).isZero();
    }
}
