package io.tifl.coordinator.store;

import io.tifl.coordinator.round.Federation;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** A coordinator that journals until the disk is full, and goes on if room is made. */
final class FullDiskChild {
    private static final int BALLAST = 2 << 20;
    private static final int MANY = 100_000;

    private FullDiskChild() {}

    /** @param arguments the data folder; "ballast" to make room once the disk is full */
    public static void main(String[] arguments) throws Exception {
        PrintStream said = System.out;
        Path data = Path.of(arguments[0]);
        boolean makesRoom = arguments.length > 1;
        Path ballast = data.resolve("ballast");
        Files.createDirectories(data);
        if (makesRoom) {
            Files.write(ballast, new byte[BALLAST]);
        }
        List<Integer> kept = new ArrayList<>();
        try (Store store = Store.open(StoreSettings.in(data), InstantSource.system())) {
            Lease lease =
                    store.leadership().tryAcquire("child", Duration.ofHours(1)).orElseThrow();
            Federation first = Samples.first(Samples.JOB, 10, 3);
            store.federations(lease).begin(first);
            try (ReplyJournal journal = store.journal(lease)) {
                int next = fill(journal, 0, kept, said);
                if (makesRoom) {
                    Files.delete(ballast);
                    journal.journal(Samples.task(0, next), "d", CrashChild.reply(0, next), Duration.ZERO);
                    kept.add(next);
                    said.println("GOES ON");
                }
            }
        } catch (StoreException e) {
            said.println("STOPPED " + e.reason());
        }
        if (makesRoom) {
            check(data, kept, said);
        }
    }

    private static int fill(ReplyJournal journal, int from, List<Integer> kept, PrintStream said) throws Exception {
        for (int client = from; client < from + MANY; client++) {
            try {
                byte[] bytes = CrashChild.reply(0, client);
                journal.journal(Samples.task(0, client), "d", bytes, Duration.ZERO);
                kept.add(client);
                said.println("REPLY " + client);
            } catch (StoreException e) {
                said.println("FULL " + e.reason() + " " + e.getMessage());
                return client;
            }
        }
        throw new IllegalStateException("the disk was never full");
    }

    private static void check(Path data, List<Integer> kept, PrintStream said) throws Exception {
        try (Store store = Store.open(StoreSettings.in(data), InstantSource.system())) {
            Lease lease =
                    store.leadership().tryAcquire("child", Duration.ofHours(1)).orElseThrow();
            FullDiskTest.requireThere(store, lease, kept);
            Federation first = store.federations(lease).latest(Samples.JOB).orElseThrow();
            store.federations(lease).commit(Samples.next(first));
            said.println("ALL THERE");
        }
    }
}
