package io.tifl.experiments.benchmark.service;

import io.tifl.client.device.TiflClient;
import io.tifl.client.kafka.KafkaCoordinator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A follower in a process of its own that never ends a benchmark: to be killed. */
public final class StuckFollower {
    private StuckFollower() {}

    static Process start(URI coordinator, String token, Path folder, String bootstrap) throws IOException {
        return start(StuckFollower.class, coordinator, token, folder, bootstrap);
    }

    /** A process of a class that begins an order, writes the file {@code begun} and never ends it. */
    public static Process start(Class<?> main, URI coordinator, String token, Path folder, String bootstrap)
            throws IOException {
        ProcessBuilder.Redirect log =
                ProcessBuilder.Redirect.appendTo(folder.resolve("stuck.log").toFile());
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        coordinator.toString(),
                        token,
                        folder.toString(),
                        bootstrap)
                .redirectOutput(log)
                .redirectError(log)
                .start();
    }

    /** Waits until it was asked to do something. */
    public static void awaitBegun(Path folder) throws InterruptedException {
        while (!Files.exists(folder.resolve("begun"))) {
            Thread.sleep(20);
        }
    }

    /** @param arguments the coordinator, a token, a folder, and brokers or nothing */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[2]);
        try (KafkaCoordinator kafka = arguments[3].isEmpty()
                        ? null
                        : KafkaCoordinator.builder(arguments[3]).build();
                TiflClient client = LiveService.follower(
                        URI.create(arguments[0]),
                        arguments[1],
                        folder,
                        "doomed",
                        (_, _, _) -> {
                            Files.createFile(folder.resolve("begun"));
                            new CountDownLatch(1).await();
                            throw new IOException("it cannot end");
                        },
                        Optional.ofNullable(kafka))) {
            client.awaitStop();
        }
    }
}
