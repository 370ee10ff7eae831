package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up costs nothing that was acknowledged. */
@DisabledOnOs(OS.WINDOWS)
final class FullDiskTest {
    @TempDir
    private Path folder;

    @Test
    void whatWasAcknowledgedBeforeALimitOfFileSizesIsThere() throws Exception {
        List<String> said = run(List.of("bash", "-c", "ulimit -f 3000 && exec \"$@\"", "bash"), List.of());

        List<Integer> acknowledged = acknowledged(said);
        assertThat(acknowledged).isNotEmpty();
        assertThat(said).anyMatch(line -> line.startsWith("FULL "));
        try (Store store = Store.open(StoreSettings.in(folder), InstantSource.system())) {
            Lease lease =
                    store.leadership().tryAcquire("child", Duration.ofHours(1)).orElseThrow();
            requireThere(store, lease, acknowledged);
            store.federations(lease).commit(Samples.next(Samples.first(Samples.JOB, 10, 3)));
        }
    }

    @Test
    void workGoesOnOnceThereIsRoomAgain() throws Exception {
        List<String> mounting = List.of(
                "unshare", "-rm", "bash", "-c", "mount -t tmpfs -o size=12m tmpfs \"$0\" && exec \"$@\"", folder + "");
        assumeTrue(canMount(), "no small file system can be mounted here (unshare -rm, mount -t tmpfs)");

        List<String> said = run(mounting, List.of("ballast"));

        assertThat(acknowledged(said)).isNotEmpty();
        assertThat(said).anyMatch(line -> line.startsWith("FULL DISK_FULL") && line.contains("Make room"));
        assertThat(said).contains("GOES ON").endsWith("ALL THERE");
    }

    private boolean canMount() throws Exception {
        Process process = new ProcessBuilder(
                        "unshare", "-rm", "mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder.toString())
                .redirectErrorStream(true)
                .start();
        process.getInputStream().readAllBytes();
        return process.waitFor() == 0;
    }

    private List<String> run(List<String> around, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(around);
        command.addAll(Child.java(FullDiskChild.class, folder, arguments.toArray(String[]::new)));
        Process child = Child.start(command);
        List<String> said = Child.output(child).readAllLines();
        child.waitFor();
        return said;
    }

    private static List<Integer> acknowledged(List<String> said) {
        return said.stream()
                .filter(line -> line.startsWith("REPLY "))
                .map(line -> Integer.valueOf(line.substring("REPLY ".length())))
                .toList();
    }

    static void requireThere(Store store, Lease lease, List<Integer> clients) throws StoreException {
        try (ReplyJournal journal = store.journal(lease)) {
            List<JournaledReply> kept = journal.replies(Samples.JOB, 0);
            assertThat(kept)
                    .extracting(JournaledReply::task)
                    .containsAll(clients.stream()
                            .map(client -> Samples.task(0, client))
                            .toList());
            for (int i = 0; i < kept.size(); i++) {
                int client =
                        Integer.parseInt(kept.get(i).task().client().value().substring("client-".length()));
                assertThat(journal.read(kept.get(i)).orElseThrow())
                        .isEqualTo(ByteBuffer.wrap(CrashChild.reply(0, client)));
            }
        }
    }
}
