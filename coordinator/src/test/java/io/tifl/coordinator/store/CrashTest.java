package io.tifl.coordinator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.coordinator.round.Federation;
import io.tifl.protocol.Seed;
import io.tifl.tiering.TierPlanFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator is killed again and again; what it acknowledged is there afterwards, and nothing half. */
final class CrashTest {
    @TempDir
    private Path folder;

    private Federation expected = CrashChild.first();

    @Test
    void twentyKillsLoseNothing() throws Exception {
        kill(20, new Seed(20));
    }

    @Test
    @Tag("slow")
    void twoHundredKillsLoseNothing() throws Exception {
        kill(200, new Seed(200));
    }

    private void kill(int times, Seed seed) throws Exception {
        RandomGenerator random = seed.generator();
        for (int i = 0; i < times; i++) {
            Said said = runAndKill(random.nextInt(150), random.nextInt(3_000_000));
            try (Store store = Store.open(StoreSettings.in(folder), InstantSource.system())) {
                check(store, said);
            }
        }
        assertThat(expected.round()).as("rounds in all").isPositive();
    }

    /** What a child acknowledged. */
    private record Said(long committed, Map<Long, Set<Integer>> replies) {}

    private Said runAndKill(int lines, int nanosLater) throws IOException, InterruptedException {
        Process child = Child.start(Child.java(CrashChild.class, folder));
        long committed = 0;
        Map<Long, Set<Integer>> replies = new TreeMap<>();
        try (BufferedReader output = Child.output(child)) {
            int seen = 0;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                String[] words = line.split(" ", -1);
                if (words[0].equals("COMMITTED")) {
                    committed = Long.parseLong(words[1]);
                } else if (words[0].equals("REPLY")) {
                    replies.computeIfAbsent(Long.valueOf(words[1]), _ -> new TreeSet<>())
                            .add(Integer.valueOf(words[2]));
                }
                if (seen++ == lines) {
                    Thread.sleep(Duration.ofNanos(nanosLater));
                    child.toHandle().destroyForcibly(); // unlike the process itself, it leaves the output open
                }
            }
        }
        child.waitFor();
        return new Said(committed, replies);
    }

    private void check(Store store, Said said) throws Exception {
        Lease lease =
                store.leadership().tryAcquire("child", Duration.ofHours(1)).orElseThrow();
        Federation state = store.federations(lease).latest(Samples.JOB).orElseThrow();
        assertThat(state.round()).isGreaterThanOrEqualTo(Math.max(said.committed(), expected.round()));
        while (expected.round() < state.round()) {
            expected = Samples.next(expected).after();
        }
        assertThat(state.model()).isEqualTo(expected.model());
        assertThat(state.optimizerState()).isEqualTo(expected.optimizerState());
        assertThat(TierPlanFormat.whole(state.tiers())).isEqualTo(TierPlanFormat.whole(expected.tiers()));
        assertThat(store.reports().count(Samples.JOB)).isEqualTo(state.round());
        checkReplies(store, lease, state.round(), said.replies().getOrDefault(state.round(), Set.of()));
        said.replies().keySet().stream()
                .filter(round -> round < state.round())
                .forEach(round -> assertThat(repliesTo(store, lease, round)).isEmpty());
    }

    private static List<JournaledReply> repliesTo(Store store, Lease lease, long round) {
        try (ReplyJournal journal = store.journal(lease)) {
            return journal.replies(Samples.JOB, round);
        } catch (StoreException e) {
            throw new AssertionError(e);
        }
    }

    private static void checkReplies(Store store, Lease lease, long round, Set<Integer> acknowledged)
            throws StoreException {
        try (ReplyJournal journal = store.journal(lease)) {
            Map<Integer, JournaledReply> kept = journal.replies(Samples.JOB, round).stream()
                    .collect(Collectors.toMap(
                            reply -> Integer.valueOf(
                                    reply.task().client().value().substring("client-".length())),
                            Function.identity()));
            assertThat(kept.keySet()).containsAll(acknowledged);
            for (Map.Entry<Integer, JournaledReply> reply : kept.entrySet()) {
                assertThat(journal.read(reply.getValue()).orElseThrow())
                        .isEqualTo(ByteBuffer.wrap(CrashChild.reply(round, reply.getKey())));
            }
        }
    }
}
