package io.tifl.coordinator.store;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.protocol.Seed;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/** A coordinator that journals and commits round after round, saying so, until it is killed. */
final class CrashChild {
    static final int CLIENTS = 24;

    private CrashChild() {}

    /** @param arguments the data folder */
    public static void main(String[] arguments) throws Exception {
        PrintStream said = System.out;
        Path data = Path.of(arguments[0]);
        Path uploads = Files.createDirectories(data.resolve("uploads"));
        try (Store store = Store.open(StoreSettings.in(data), InstantSource.system())) {
            Lease lease =
                    store.leadership().tryAcquire("child", Duration.ofHours(1)).orElseThrow();
            store.sweep(lease);
            Federations federations = store.federations(lease);
            Federation state = federations.latest(Samples.JOB).orElse(null);
            if (state == null) {
                state = first();
                federations.begin(state);
            }
            try (ReplyJournal journal = store.journal(lease)) {
                said.println("READY");
                while (true) {
                    journal(journal, uploads, state.round(), said);
                    Outcome outcome = Samples.next(state);
                    federations.commit(outcome);
                    state = outcome.after();
                    said.println("COMMITTED " + state.round());
                }
            }
        }
    }

    static Federation first() {
        return Samples.first(Samples.JOB, 20_000, 200);
    }

    private static void journal(ReplyJournal journal, Path uploads, long round, PrintStream said) throws Exception {
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                int number = client;
                all.add(threads.submit(() -> {
                    byte[] bytes = reply(round, number);
                    journal(journal, uploads, Samples.task(round, number), bytes);
                    said.println("REPLY " + round + " " + number);
                    return null;
                }));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
    }

    /** Large replies come in files, as a coordinator's do. */
    private static void journal(ReplyJournal journal, Path uploads, TaskId task, byte[] bytes) throws Exception {
        Path file = uploads.resolve(task.round() + "-" + task.client());
        Content content = bytes.length > ReplyJournal.MAX_ROW_BYTES
                ? Content.inFile(Files.write(file, bytes))
                : Content.of(bytes);
        journal.journalHashed(task, ClientKey.digest(bytes), content, Duration.ofMillis(1));
    }

    /** A reply of 1 to 500 000 bytes that depends on round and client alone; some go to the row, some to the blobs. */
    static byte[] reply(long round, int client) {
        RandomGenerator random = new Seed(1).child(round).child(client).generator();
        byte[] bytes = new byte[1 + random.nextInt(client % 8 == 0 ? 500_000 : 2000)];
        random.nextBytes(bytes);
        return bytes;
    }
}
