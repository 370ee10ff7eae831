package io.tifl.coordinator.app;

import io.tifl.protocol.task.TaskReply;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A whole service whose disk fills up in the midst of a job, and has room again once both replies and health say so. */
final class FullDiskServiceChild {
    static final int DEVICES = 4;

    /** Models and replies of 80 kB, which are files of their own. */
    static final String JOB = """
            name: flat
            model: flat
            model-settings: {size: 20000}
            rounds: 30
            clients-per-round: 3
            quorum: 3
            least-clients: 4
            sync-rounds: 0
            policy: vanilla
            evaluate-every: 1000
            """;

    /** The round to whose replies the disk is full. */
    private static final int ROUNDS_BEFORE = 3;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private FullDiskServiceChild() {}

    /** @param arguments the data folder, on a small disk of its own */
    public static void main(String[] arguments) throws Exception {
        PrintStream said = System.out;
        Path data = Path.of(arguments[0]);
        Path ballast = data.resolve("ballast");
        AtomicInteger putOff = new AtomicInteger();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch full = new CountDownLatch(1);
        try (Service service = Service.start(data)) {
            List<Device> devices = service.enrol(DEVICES);
            service.create(JOB);
            said.println("HEALTH " + service.health().statusCode());
            try (Crew _ = new Crew(devices, (device, received) -> {
                if (received.order().id().round() >= ROUNDS_BEFORE) {
                    asked.countDown();
                    full.await();
                }
                serve(device, received, putOff);
            })) {
                await(() -> asked.getCount() == 0);
                fill(ballast);
                full.countDown();
                await(() -> putOff.get() > 0 && service.health().statusCode() == 503);
                said.println("PUT OFF");
                Files.delete(ballast);
                service.await("flat", "completed", PATIENCE);
            }
            await(() -> service.health().statusCode() == 200);
            said.println("HEALTHY AGAIN");
            said.println("HASH " + service.modelHash("flat"));
        }
    }

    /** Sends a reply until it is taken. */
    private static void serve(Device device, Device.Received received, AtomicInteger putOff) throws Exception {
        TaskReply reply = device.work(received.order());
        HttpResponse<byte[]> answer = device.reply(received, reply);
        while (answer.statusCode() == 503
                && answer.headers().firstValue("Retry-After").isPresent()) {
            putOff.incrementAndGet();
            Thread.sleep(100);
            answer = device.reply(received, reply);
        }
        if (answer.statusCode() != 200 && answer.statusCode() != 410) {
            throw new AssertionError(Device.text(answer));
        }
    }

    /** Takes all the room there is, also what a write that failed gives back. */
    private static void fill(Path ballast) throws IOException {
        byte[] page = new byte[4096];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            do {
                write(out, page);
            } while (Files.getFileStore(ballast).getUsableSpace() > page.length);
        }
    }

    private static void write(OutputStream out, byte[] page) {
        try {
            while (true) {
                out.write(page);
            }
        } catch (IOException _) {
            // The disk is full.
        }
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("nothing happens");
            }
            Thread.sleep(50);
        }
    }
}
