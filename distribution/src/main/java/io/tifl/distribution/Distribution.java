package io.tifl.distribution;

import io.tifl.distribution.launch.Start;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.stream.Stream;

/** Writes the folder of jars that the archive and the image hold, and the executable jar. */
public final class Distribution {
    private Distribution() {}

    /** Arguments: the folder of all jars, this module's jar, the version, the folder to fill, the executable jar to write. */
    public static void main(String[] arguments) throws IOException {
        Path lib = emptied(Path.of(arguments[3]));
        List<Path> jars = prune(Path.of(arguments[0]), lib);
        // This module's classes come first: what the executable jar starts with.
        List<Path> all = new ArrayList<>(List.of(Path.of(arguments[1])));
        all.addAll(jars);
        List<String> clashes = new ExecutableJar().write(all, manifest(arguments[2]), Path.of(arguments[4]));
        clashes.forEach(clash -> System.out.println("twice: " + clash));
        System.out.printf(
                "%d jars, %d MB in lib, %d MB in %s%n",
                jars.size(), size(lib), size(Path.of(arguments[4])), arguments[4]);
    }

    private static List<Path> prune(Path from, Path lib) throws IOException {
        Pruning pruning = new Pruning(Platform.current());
        List<Path> jars = new ArrayList<>();
        for (Path jar : list(from)) {
            jars.add(pruning.copy(jar, lib));
        }
        return jars;
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path old : list(folder)) {
            Files.delete(old);
        }
        return folder;
    }

    private static Attributes manifest(String version) {
        Attributes attributes = new Attributes();
        attributes.put(Attributes.Name.MAIN_CLASS, Start.class.getName());
        attributes.put(Attributes.Name.MULTI_RELEASE, "true");
        attributes.put(Attributes.Name.IMPLEMENTATION_TITLE, "tifl");
        attributes.put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");
        return attributes;
    }

    private static long size(Path path) throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / 1_000_000;
        }
    }
}
