package io.tifl.experiments.advi.federated.service;

import io.tifl.client.device.TiflClient;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.advi.federated.ShardTask;
import io.tifl.experiments.advi.federated.Shards;
import io.tifl.experiments.benchmark.service.StuckFollower;
import io.tifl.protocol.task.TaskOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** A client in a process of its own that answers some requests and then none, to be killed. */
public final class DoomedClient {
    static final String NAME = "client-2";

    private static final long LAST_ROUND = 30;

    private DoomedClient() {}

    static Process start(URI coordinator, String token, Path folder) throws IOException {
        return StuckFollower.start(DoomedClient.class, coordinator, token, folder, "");
    }

    /** @param arguments the coordinator, a token, and a folder */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[2]);
        try (TiflClient client = LivePosteriors.client(
                URI.create(arguments[0]),
                arguments[1],
                folder,
                NAME,
                Shards.live(2),
                Optional.of(new Stuck(folder, new ShardTask())))) {
            client.awaitStop();
        }
    }

    private record Stuck(Path folder, ShardTask task) implements LocalTask {
        @Override
        public String name() {
            return ShardTask.NAME;
        }

        @Override
        public Result run(TaskOrder order, Context context) throws InterruptedException {
            if (order.id().round() <= LAST_ROUND) {
                return task.run(order, context);
            }
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
