package io.tifl.experiments.noise.federated.service;

import io.tifl.client.device.TiflClient;
import io.tifl.client.kafka.KafkaCoordinator;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.benchmark.service.StuckFollower;
import io.tifl.experiments.noise.NoiseTask;
import io.tifl.experiments.noise.federated.Fleets;
import io.tifl.protocol.task.TaskOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A client in a process of its own that never ends an evaluation: to be killed. */
public final class StuckClient {
    private StuckClient() {}

    static Process start(URI coordinator, String token, Path folder, String bootstrap) throws IOException {
        return StuckFollower.start(StuckClient.class, coordinator, token, folder, bootstrap);
    }

    /** @param arguments the coordinator, a token, a folder, and brokers or nothing */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[2]);
        try (KafkaCoordinator kafka = arguments[3].isEmpty()
                        ? null
                        : KafkaCoordinator.builder(arguments[3]).build();
                TiflClient client = LiveNoise.client(
                        URI.create(arguments[0]),
                        arguments[1],
                        folder,
                        "doomed",
                        Fleets.shard(3),
                        Optional.of(new Stuck(folder)),
                        Optional.ofNullable(kafka))) {
            client.awaitStop();
        }
    }

    private record Stuck(Path folder) implements LocalTask {
        @Override
        public String name() {
            return NoiseTask.NAME;
        }

        @Override
        public Result run(TaskOrder order, Context context) throws InterruptedException {
            try {
                Files.createFile(folder.resolve("begun"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            new CountDownLatch(1).await();
            throw new IllegalStateException("it cannot end");
        }
    }
}
