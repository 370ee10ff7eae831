package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class OciImageTest {
    @TempDir
    private Path folder;

    @Test
    void aLayerHoldsModesLinksAndOwnersAsTheyShallBe() throws Exception {
        Map<String, TarArchiveEntry> entries = entries(layer("one").file());

        assertThat(in(entries, "opt/tool/bin/run").getMode() & 0777).isEqualTo(0755);
        assertThat(in(entries, "opt/tool/plain").getMode() & 0777).isEqualTo(0644);
        assertThat(in(entries, "opt/tool/link").getLinkName()).isEqualTo("plain");
        assertThat(in(entries, "data/").getLongUserId()).isEqualTo(65_532);
        assertThat(in(entries, "opt/tool/plain").getLongUserId()).isZero();
        assertThat(entries).containsKeys("opt/", "opt/tool/");
    }

    @Test
    void timesOfFilesDoNotMatter() throws Exception {
        Layer first = layer("one");
        Files.setLastModifiedTime(folder.resolve("one/plain"), FileTime.fromMillis(5));
        Layer second = Layer.pack(folder.resolve("one"), "opt/tool/", folders(), folder.resolve("again.tar.gz"));

        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(second.content()).isEqualTo(first.content());
    }

    @Test
    void digestsAreThoseOfTheFileAndOfWhatIsInIt() throws Exception {
        Layer layer = layer("one");
        byte[] packed = Files.readAllBytes(layer.file());

        assertThat(layer.digest()).isEqualTo(Layer.digest(packed));
        assertThat(layer.content())
                .isEqualTo(Layer.digest(new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes()));
    }

    @Test
    void anImageNamesItsPartsByTheirDigests() throws Exception {
        Layer layer = layer("one");
        Path tar = folder.resolve("image.tar");
        new OciImage("tool:1", "amd64").write(Map.of("User", "7"), List.of(layer), tar);
        Map<String, byte[]> files = contents(tar);

        JsonNode index = json(in(files, "index.json"));
        String manifestDigest = index.path("manifests").path(0).path("digest").asString();
        JsonNode manifest = json(in(files, "blobs/" + manifestDigest.replace(':', '/')));
        String configDigest = manifest.path("config").path("digest").asString();
        JsonNode config = json(in(files, "blobs/" + configDigest.replace(':', '/')));
        assertThat(manifest.path("layers").path(0).path("digest").asString()).isEqualTo("sha256:" + layer.digest());
        assertThat(config.path("rootfs").path("diff_ids").path(0).asString()).isEqualTo("sha256:" + layer.content());
        assertThat(config.path("config").path("User").asString()).isEqualTo("7");
        assertThat(config.path("architecture").asString()).isEqualTo("amd64");
        assertThat(json(in(files, "manifest.json"))
                        .path(0)
                        .path("RepoTags")
                        .path(0)
                        .asString())
                .isEqualTo("tool:1");
        files.forEach((name, bytes) -> {
            if (name.startsWith("blobs/sha256/")) {
                assertThat(name).endsWith(Layer.digest(bytes));
            }
        });
    }

    private static <T> T in(Map<String, T> all, String name) {
        return Objects.requireNonNull(all.get(name), () -> name + " is not among " + all.keySet());
    }

    private Layer layer(String name) throws Exception {
        Path root = Files.createDirectories(folder.resolve(name));
        Files.createDirectories(root.resolve("bin"));
        Files.writeString(root.resolve("bin/run"), "#!/bin/sh");
        Files.setPosixFilePermissions(root.resolve("bin/run"), PosixFilePermissions.fromString("rwx------"));
        Files.writeString(root.resolve("plain"), "text");
        Files.createSymbolicLink(root.resolve("link"), Path.of("plain"));
        return Layer.pack(root, "opt/tool/", folders(), folder.resolve(name + ".tar.gz"));
    }

    private static List<Layer.Folder> folders() {
        return List.of(new Layer.Folder("data", 0750, 65_532));
    }

    private static Map<String, TarArchiveEntry> entries(Path layer) throws Exception {
        Map<String, TarArchiveEntry> entries = new TreeMap<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(layer)), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), entry);
            }
        }
        return entries;
    }

    private static Map<String, byte[]> contents(Path file) throws Exception {
        Map<String, byte[]> contents = new TreeMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                contents.put(entry.getName(), tar.readAllBytes());
            }
        }
        return contents;
    }

    private static JsonNode json(byte[] bytes) {
        return JsonMapper.shared().readTree(bytes);
    }
}
