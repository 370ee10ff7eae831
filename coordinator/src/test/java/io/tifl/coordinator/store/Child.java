package io.tifl.coordinator.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java programs of the tests' class path in a process of their own. */
public final class Child {
    private Child() {}

    /** The command that runs a class with small needs. */
    public static List<String> java(Class<?> main, Path data, String... arguments) {
        return java("256m", main, data, arguments);
    }

    /** @param heap bytes it may take, as {@code -Xmx} has it */
    public static List<String> java(String heap, Class<?> main, Path data, String... arguments) {
        return java(
                List.of("-Xmx" + heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
                main,
                data,
                arguments);
    }

    /** The command that runs a class as a coordinator in earnest is run: with the JVM's own choice of compilers and collector. */
    public static List<String> service(String heap, Class<?> main, Path data, String... arguments) {
        return java(List.of("-Xmx" + heap, "--add-modules=jdk.incubator.vector"), main, data, arguments);
    }

    private static List<String> java(List<String> options, Class<?> main, Path data, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of(
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                data.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts a command; what it complains about is seen in the tests' own output. */
    public static Process start(List<String> command) throws IOException {
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static BufferedReader output(Process process) {
        return process.inputReader(StandardCharsets.UTF_8);
    }
}
