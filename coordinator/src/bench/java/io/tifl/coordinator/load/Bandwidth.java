package io.tifl.coordinator.load;

import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** How fast large models and updates travel, beside the same server that copies bytes, in turn. */
final class Bandwidth {
    private static final int REPETITIONS = 7;
    private static final int PIECE = 8 << 20;
    private static final double ASKED = 0.6;

    private Bandwidth() {}

    /** @param megabytes of a model and of an update of it */
    static void measure(int megabytes) throws Exception {
        int parameters = megabytes * 250_000;
        Path disk = Files.createTempDirectory("bandwidth");
        try (CoordinatorProcess coordinator = CoordinatorProcess.start("4g", "--tifl.largest-reply=260MB");
                LoadClient client = coordinator.enrol(1).getFirst()) {
            client.openSession();
            coordinator.create("""
                    name: large
                    model: flat
                    model-settings: {size: %d}
                    rounds: 1000
                    clients-per-round: 1
                    quorum: 1
                    evaluate-every: 1000
                    evaluate-clients: 1
                    sync-rounds: 0
                    policy: vanilla
                    deadline: 3600
                    """.formatted(parameters));
            var update = LoadClient.noUpdate(parameters);
            var received = client.poll(60).orElseThrow();
            client.reply(received, LoadClient.message(received.order(), update)); // evaluates the first model
            System.out.printf("bandwidth: a model of %d MB, -Xmx4g, medians of %d%n", megabytes, REPETITIONS);
            download(client, megabytes);

            double[] dropped = new double[REPETITIONS];
            double[] kept = new double[REPETITIONS];
            double[] updates = new double[REPETITIONS];
            for (int i = -1; i < REPETITIONS; i++) {
                var order = client.poll(60).orElseThrow();
                byte[] message = LoadClient.message(order.order(), update);
                double drop = bare(client, "drop", message);
                double keep = bare(client, disk.toString().substring(1), message);
                String digest = ClientKey.digest(message);
                long began = System.nanoTime();
                if (!client.replyInPieces(order, message, digest, PIECE)) {
                    throw new IOException("the update does not count");
                }
                if (i >= 0) {
                    updates[i] = rate(message.length, began);
                    dropped[i] = drop;
                    kept[i] = keep;
                }
            }
            double median = Figures.median(updates);
            Figures.note("bare upload, dropped", Figures.median(dropped), "MB/s");
            Figures.note("bare upload, forced to the disk", Figures.median(kept), "MB/s");
            Figures.note("update, acknowledged", median, "MB/s");
            Figures.least("update / bare to the disk", median / Figures.median(kept), ASKED, "");
            Figures.least("update / bare dropped", median / Figures.median(dropped), ASKED, "");
            System.out.println(
                    "  each: " + Arrays.toString(round(updates)) + ", to the disk " + Arrays.toString(round(kept)));
        } finally {
            Files.delete(disk);
        }
    }

    private static void download(LoadClient client, int megabytes) throws IOException {
        double[] bare = new double[REPETITIONS];
        double[] models = new double[REPETITIONS];
        for (int i = -1; i < REPETITIONS; i++) {
            long began = System.nanoTime();
            double drop = rate(client.connection().drop("/bare/" + megabytes * 1_000_000L, ""), began);
            began = System.nanoTime();
            double model = rate(client.dropModel("large", 0), began);
            if (i >= 0) {
                bare[i] = drop;
                models[i] = model;
            }
        }
        Figures.note("bare download", Figures.median(bare), "MB/s");
        Figures.note("model", Figures.median(models), "MB/s");
        Figures.least("model / bare", Figures.median(models) / Figures.median(bare), ASKED, "");
    }

    private static double bare(LoadClient client, String what, byte[] bytes) throws IOException {
        long began = System.nanoTime();
        LoadClient.require(client.connection().send("POST", "/bare/" + what, "", bytes, 0, bytes.length), 200);
        return rate(bytes.length, began);
    }

    private static double rate(long bytes, long began) {
        return bytes * 1e3 / (System.nanoTime() - began);
    }

    private static double[] round(double[] values) {
        return Arrays.stream(values).map(Math::rint).toArray();
    }
}
