package io.tifl.distribution;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import tools.jackson.databind.json.JsonMapper;

/**
 * An image as one tar in the OCI image layout 1.0, with the {@code manifest.json} that older Docker daemons want beside it:
 * {@code docker load}, {@code podman load} and {@code skopeo copy oci-archive:} take it.
 */
final class OciImage {
    private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER = "application/vnd.oci.image.layer.v1.tar+gzip";
    private static final String CREATED = "1970-01-01T00:00:00Z";

    private final JsonMapper json = new JsonMapper();
    private final String name;
    private final String processor;

    /**
     * An image still to write.
     *
     * @param name with its tag, as {@code tifl:0.1.0}
     * @param processor in OCI's words: {@code amd64} or {@code arm64}
     */
    OciImage(String name, String processor) {
        this.name = name;
        this.processor = processor;
    }

    /** Writes the tar. {@code config} is what OCI calls the execution parameters: User, Env, Entrypoint and others. */
    void write(Map<String, ?> config, List<Layer> layers, Path target) throws IOException {
        byte[] configuration = json.writeValueAsBytes(configuration(config, layers));
        byte[] manifest = json.writeValueAsBytes(manifest(configuration, layers));
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(target)), "UTF-8")) {
            put("oci-layout", bytes(Map.of("imageLayoutVersion", "1.0.0")), tar);
            put("index.json", bytes(index(manifest)), tar);
            put("manifest.json", bytes(List.of(forDocker(configuration, layers))), tar);
            put(blob(Layer.digest(configuration)), configuration, tar);
            put(blob(Layer.digest(manifest)), manifest, tar);
            for (Layer layer : layers) {
                put(layer, tar);
            }
        }
    }

    private Map<String, ?> configuration(Map<String, ?> config, List<Layer> layers) {
        return ordered(
                "created",
                CREATED,
                "architecture",
                processor,
                "os",
                "linux",
                "config",
                config,
                "rootfs",
                ordered(
                        "type",
                        "layers",
                        "diff_ids",
                        layers.stream()
                                .map(layer -> "sha256:" + layer.content())
                                .toList()),
                "history",
                layers.stream()
                        .map(layer -> ordered(
                                "created",
                                CREATED,
                                "created_by",
                                "tifl: " + layer.file().getFileName()))
                        .toList());
    }

    private static Map<String, ?> manifest(byte[] configuration, List<Layer> layers) throws IOException {
        List<Map<String, ?>> all = new ArrayList<>();
        for (Layer layer : layers) {
            all.add(descriptor(LAYER, layer.digest(), Files.size(layer.file())));
        }
        return ordered(
                "schemaVersion",
                2,
                "mediaType",
                MANIFEST,
                "config",
                descriptor(CONFIG, Layer.digest(configuration), configuration.length),
                "layers",
                all);
    }

    private Map<String, ?> index(byte[] manifest) {
        Map<String, Object> described =
                new LinkedHashMap<>(descriptor(MANIFEST, Layer.digest(manifest), manifest.length));
        described.put("platform", ordered("architecture", processor, "os", "linux"));
        described.put(
                "annotations",
                ordered(
                        "io.containerd.image.name",
                        "docker.io/library/" + name,
                        "org.opencontainers.image.ref.name",
                        name.substring(name.indexOf(':') + 1)));
        return ordered(
                "schemaVersion",
                2,
                "mediaType",
                "application/vnd.oci.image.index.v1+json",
                "manifests",
                List.of(described));
    }

    private Map<String, ?> forDocker(byte[] configuration, List<Layer> layers) {
        return ordered(
                "Config",
                blob(Layer.digest(configuration)),
                "RepoTags",
                List.of(name),
                "Layers",
                layers.stream().map(layer -> blob(layer.digest())).toList());
    }

    private static Map<String, ?> descriptor(String type, String digest, long size) {
        return ordered("mediaType", type, "digest", "sha256:" + digest, "size", size);
    }

    private static Map<String, ?> ordered(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    private static String blob(String digest) {
        return "blobs/sha256/" + digest;
    }

    private byte[] bytes(Object value) {
        return json.writeValueAsString(value).getBytes(StandardCharsets.UTF_8);
    }

    private static void put(String name, byte[] content, TarArchiveOutputStream tar) throws IOException {
        begin(name, content.length, tar);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    private static void put(Layer layer, TarArchiveOutputStream tar) throws IOException {
        begin(blob(layer.digest()), Files.size(layer.file()), tar);
        Files.copy(layer.file(), tar);
        tar.closeArchiveEntry();
    }

    private static void begin(String name, long size, TarArchiveOutputStream tar) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(0);
        entry.setIds(0, 0);
        entry.setNames("", "");
        tar.putArchiveEntry(entry);
    }
}
