package io.tifl.experiments.study;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a run cost beside training, because its policy wants to know something of clients.
 *
 * @param querySeconds of virtual time before cohorts were drawn
 * @param queryBytes both ways
 * @param evaluationSeconds of virtual time for accuracies that the policy looked at
 * @param evaluationBytes both ways
 */
record Asking(double querySeconds, long queryBytes, double evaluationSeconds, long evaluationBytes) {
    static final Asking NOTHING = new Asking(0, 0, 0, 0);

    static Asking of(List<JournalEntry> rounds) {
        return new Asking(
                seconds(rounds, JournalEntry::query),
                bytes(rounds, JournalEntry::query),
                seconds(rounds, JournalEntry::evaluation),
                bytes(rounds, JournalEntry::evaluation));
    }

    private static double seconds(
            List<JournalEntry> rounds, Function<JournalEntry, JournalEntry.@Nullable Asked> what) {
        return each(rounds, what).mapToLong(JournalEntry.Asked::elapsedNanos).sum() / 1e9;
    }

    private static long bytes(List<JournalEntry> rounds, Function<JournalEntry, JournalEntry.@Nullable Asked> what) {
        return each(rounds, what).mapToLong(JournalEntry.Asked::bytes).sum();
    }

    private static Stream<JournalEntry.Asked> each(
            List<JournalEntry> rounds, Function<JournalEntry, JournalEntry.@Nullable Asked> what) {
        return rounds.stream().flatMap(entry -> Stream.ofNullable(what.apply(entry)));
    }

    double seconds() {
        return querySeconds + evaluationSeconds;
    }
}
