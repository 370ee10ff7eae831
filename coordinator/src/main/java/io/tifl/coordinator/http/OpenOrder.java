package io.tifl.coordinator.http;

import io.tifl.protocol.task.TaskOrder;
import java.time.Instant;
import java.util.Optional;

/** An order somebody waits for. What may change is guarded by the desk's lock. */
final class OpenOrder {
    private final TaskOrder order;
    private final DeskReplies replies;
    private final Instant sentAt;
    private Instant leasedUntil = Instant.MIN;
    private Instant believedUntil;
    private boolean givenUp;
    private boolean fetched;
    private Optional<Answer> answer = Optional.empty();

    /** The reply that counts. */
    record Answer(String digest, long bytes) {}

    /**
     * @param sentAt what the time until its reply is counted from
     * @param believedUntil when it is given up unless it is fetched
     */
    OpenOrder(TaskOrder order, DeskReplies replies, Instant sentAt, Instant believedUntil) {
        this.order = order;
        this.replies = replies;
        this.sentAt = sentAt;
        this.believedUntil = believedUntil;
    }

    TaskOrder order() {
        return order;
    }

    DeskReplies replies() {
        return replies;
    }

    Instant sentAt() {
        return sentAt;
    }

    boolean isLeased(Instant now) {
        return now.isBefore(leasedUntil);
    }

    void lease(Instant until) {
        leasedUntil = until;
        believedUntil = until;
    }

    /** Until when its client is believed to be at it, or to come for it. */
    Instant believedUntil() {
        return believedUntil;
    }

    /** Gives it up; false if it was given up or answered before. */
    boolean giveUp() {
        boolean first = !givenUp && answer.isEmpty();
        givenUp = true;
        return first;
    }

    /** Its client fetched it; whether that was the first time. */
    boolean fetch() {
        boolean first = !fetched;
        fetched = true;
        return first;
    }

    boolean isGivenUp() {
        return givenUp;
    }

    Optional<Answer> answer() {
        return answer;
    }

    void answer(Answer reply) {
        answer = Optional.of(reply);
    }

    /** Its client began anew, and will come for it until then. */
    void release(Instant until) {
        leasedUntil = Instant.MIN;
        believedUntil = until;
    }
}
