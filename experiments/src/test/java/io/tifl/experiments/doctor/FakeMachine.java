package io.tifl.experiments.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A machine made up for a test: files below a folder, variables, and programs that say what they are told to. */
final class FakeMachine {
    private final Path root;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>();
    private final Map<String, List<String>> programs = new HashMap<>();
    private List<String> arguments = List.of();

    FakeMachine(Path root) {
        this.root = root;
    }

    FakeMachine file(String name, String... lines) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(lines));
        return this;
    }

    FakeMachine variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    FakeMachine property(String name, String value) {
        properties.put(name, value);
        return this;
    }

    FakeMachine program(String name, String... lines) {
        programs.put(name, List.of(lines));
        return this;
    }

    FakeMachine arguments(String... given) {
        arguments = List.of(given);
        return this;
    }

    Surroundings surroundings() {
        return new Surroundings(
                variables,
                root,
                (program, _) -> Optional.ofNullable(programs.get(program)),
                properties::get,
                arguments);
    }
}
