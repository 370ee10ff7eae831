package io.tifl.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Writes the image: a base of a few system libraries, a Java run-time, the libraries, tifl itself. What changes least comes first, so
 * that a new version of tifl is a new layer of a few megabytes.
 */
public final class Image {
    /** The user it runs as; the number that distroless images call nonroot. */
    private static final int USER = 65_532;

    private static final String HOME = "/var/lib/tifl";

    private Image() {}

    /** Arguments: root folder of the base, Java's folder, folder of jars, version, a folder for work, the tar to write, and the flags. */
    public static void main(String[] arguments) throws IOException {
        Path work = Path.of(arguments[4]);
        Files.createDirectories(work);
        Path libraries = work.resolve("libraries");
        Path own = work.resolve("own");
        split(Path.of(arguments[2]), libraries, own);
        List<Layer.Folder> folders = List.of(
                new Layer.Folder("tmp", 01777, 0),
                new Layer.Folder("var/lib", 0755, 0),
                new Layer.Folder("var/lib/tifl", 0750, USER));
        List<Layer> layers = List.of(
                Layer.pack(Path.of(arguments[0]), "", folders, work.resolve("base.tar.gz")),
                Layer.pack(Path.of(arguments[1]), "opt/java/", List.of(), work.resolve("java.tar.gz")),
                Layer.pack(libraries, "opt/tifl/lib/", List.of(), work.resolve("libraries.tar.gz")),
                Layer.pack(own, "opt/tifl/lib/", List.of(), work.resolve("tifl.tar.gz")));
        List<String> flags = List.of(arguments).subList(6, arguments.length);
        new OciImage("tifl:" + arguments[3], architecture())
                .write(config(arguments[3], flags), layers, Path.of(arguments[5]));
        for (Layer layer : layers) {
            System.out.printf(
                    "%s %d kB sha256:%s%n",
                    layer.file().getFileName(), Files.size(layer.file()) / 1000, layer.digest());
        }
    }

    private static String architecture() {
        return Platform.current().processor().equals("aarch64") ? "arm64" : "amd64";
    }

    private static Map<String, ?> config(String version, List<String> flags) {
        List<String> start = new ArrayList<>(List.of("/opt/java/bin/java", "-XX:MaxRAMPercentage=50"));
        start.addAll(flags);
        start.addAll(List.of("-cp", "/opt/tifl/lib/*", "io.tifl.experiments.cli.Tifl"));
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("User", USER + ":" + USER);
        config.put("WorkingDir", HOME);
        config.put(
                "Env",
                List.of(
                        "PATH=/opt/java/bin:/usr/bin:/bin",
                        "JAVA_HOME=/opt/java",
                        "HOME=" + HOME,
                        "LANG=C.UTF-8",
                        "OMP_NUM_THREADS=1",
                        "OMP_WAIT_POLICY=PASSIVE",
                        "MALLOC_MMAP_THRESHOLD_=65536"));
        config.put("Entrypoint", start);
        config.put("Cmd", List.of("coordinator", "--behind-proxy", "--data", HOME));
        config.put("ExposedPorts", Map.of("8443/tcp", Map.of()));
        config.put("Volumes", Map.of(HOME, Map.of()));
        config.put("StopSignal", "SIGTERM");
        config.put("Labels", labels(version));
        return config;
    }

    private static Map<String, String> labels(String version) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("org.opencontainers.image.title", "tifl");
        labels.put("org.opencontainers.image.description", "Federated learning for the JVM");
        labels.put("org.opencontainers.image.version", version);
        labels.put("org.opencontainers.image.licenses", "Apache-2.0");
        return labels;
    }

    private static void split(Path lib, Path libraries, Path own) throws IOException {
        empty(libraries);
        empty(own);
        try (Stream<Path> jars = Files.list(lib)) {
            for (Path jar : jars.toList()) {
                String name = jar.getFileName().toString();
                Path folder = name.startsWith("tifl-") ? own : libraries;
                Files.copy(jar, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
    }
}
