package io.tifl.experiments.ssl.federated;

import io.tifl.client.device.TiflClient;
import io.tifl.client.task.LocalTask;
import io.tifl.experiments.benchmark.service.StuckFollower;
import io.tifl.protocol.task.TaskOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A client in a process of its own that never ends a training: to be killed. */
public final class StuckTrainer {
    private StuckTrainer() {}

    static Process start(URI coordinator, String token, Path folder) throws IOException {
        return StuckFollower.start(StuckTrainer.class, coordinator, token, folder, "");
    }

    /** @param arguments the coordinator, a token and a folder */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[2]);
        try (TiflClient client =
                LiveHltm.client(URI.create(arguments[0]), arguments[1], folder, "doomed", new Stuck(folder))) {
            client.awaitStop();
        }
    }

    private record Stuck(Path folder) implements LocalTask {
        @Override
        public String name() {
            return HltmTrainTask.NAME;
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
