package io.tifl.distribution;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program of this system, run in a folder. */
record Program(Path folder, List<String> command) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    record Result(int exit, String output) {}

    /** Whether a program of that name is on the PATH. */
    static boolean isHere(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
    }

    Program with(String... arguments) {
        List<String> all = new ArrayList<>(command);
        all.addAll(List.of(arguments));
        return new Program(folder, all);
    }

    Result run() throws IOException, InterruptedException {
        Process process = start();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        return new Result(process.exitValue(), output());
    }

    /** Starts it, waits until it has written {@code words}, ends it by a signal. */
    Result until(String words) throws IOException, InterruptedException {
        Process process = start();
        try {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end && process.isAlive() && !output().contains(words)) {
                boolean _ = process.waitFor(300, TimeUnit.MILLISECONDS);
            }
            return new Result(0, output());
        } finally {
            end(process);
        }
    }

    /** Starts it as a server, asks {@code path} until it answers, ends it by a signal. */
    Result serve(int port, String path) throws IOException, InterruptedException {
        Process process = start();
        try {
            return new Result(0, answer(process, URI.create("http://localhost:" + port + path)));
        } finally {
            end(process);
        }
    }

    private static void end(Process process) throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }

    private String answer(Process process, URI uri) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end && process.isAlive()) {
                try {
                    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                            .body();
                } catch (IOException e) {
                    boolean _ = process.waitFor(300, TimeUnit.MILLISECONDS);
                }
            }
        }
        throw new IOException(String.join(" ", command) + " did not answer; its output:\n" + output());
    }

    private Process start() throws IOException {
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
    }

    private String output() throws IOException {
        return Files.readString(log());
    }

    private Path log() {
        return folder.resolve("program.log");
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
