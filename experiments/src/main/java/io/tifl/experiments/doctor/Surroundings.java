package io.tifl.experiments.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where probes look.
 *
 * @param environment variables
 * @param root of the file system
 * @param programs that can be run
 * @param properties of the JVM by name; null where one is not set
 * @param arguments the JVM was started with
 */
record Surroundings(
        Map<String, String> environment,
        Path root,
        Programs programs,
        Function<String, @Nullable String> properties,
        List<String> arguments) {
    static Surroundings real() {
        return new Surroundings(
                System.getenv(),
                Path.of("/"),
                Programs.real(),
                System::getProperty,
                java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
    }

    String variable(String name) {
        return environment.getOrDefault(name, "").strip();
    }

    String property(String name) {
        String value = properties.apply(name);
        return value == null ? "" : value;
    }

    /** The lines of a file below the root; none if it cannot be read. */
    List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file));
        } catch (IOException _) {
            return List.of();
        }
    }

    Optional<String> line(String file) {
        return lines(file).stream().findFirst().map(String::strip);
    }

    /** The first of these programs that answers to its arguments. */
    Optional<String> version(Stream<String> names, String... arguments) throws InterruptedException {
        for (String name : names.toList()) {
            Optional<String> answer = programs.firstLine(name, arguments);
            if (answer.isPresent()) {
                return answer;
            }
        }
        return Optional.empty();
    }
}
