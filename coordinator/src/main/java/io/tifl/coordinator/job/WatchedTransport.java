package io.tifl.coordinator.job;

import io.tifl.coordinator.round.Inquiry;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A transport that tells of what goes out and what comes in. Thread-safe if the other one and the watcher are. */
final class WatchedTransport implements CoordinatorTransport {
    private final JobId job;
    private final CoordinatorTransport transport;
    private final InstantSource clock;
    private final Consumer<Progress> watcher;

    WatchedTransport(JobId job, CoordinatorTransport transport, InstantSource clock, Consumer<Progress> watcher) {
        this.job = job;
        this.transport = transport;
        this.clock = clock;
        this.watcher = watcher;
    }

    @Override
    public Replies dispatch(List<TaskOrder> orders) {
        return watched(orders, transport.dispatch(orders));
    }

    @Override
    public Replies takeUp(List<Sent> sent) {
        return watched(sent.stream().map(Sent::order).toList(), transport.takeUp(sent));
    }

    private Replies watched(List<TaskOrder> orders, Replies replies) {
        Progress.Phase phase = orders.isEmpty()
                ? Progress.Phase.TRAIN
                : phase(orders.getFirst().id().job());
        Watched watched = new Watched(replies, phase);
        watched.asked(orders, replies.dispatchedAt());
        return watched;
    }

    private Progress.Phase phase(JobId ordered) {
        if (ordered.equals(job)) {
            return Progress.Phase.TRAIN;
        } else if (ordered.equals(Profiler.jobOf(job))) {
            return Progress.Phase.PROFILE;
        } else if (ordered.equals(Inquiry.jobOf(job))) {
            return Progress.Phase.QUERY;
        }
        return ordered.equals(FederatedEvaluator.jobOf(job)) ? Progress.Phase.EVALUATE : Progress.Phase.SECURE;
    }

    private final class Watched implements Replies {
        private final Replies replies;
        private final Progress.Phase phase;
        private long round;

        Watched(Replies replies, Progress.Phase phase) {
            this.replies = replies;
            this.phase = phase;
        }

        void asked(List<TaskOrder> orders, Instant at) {
            if (!orders.isEmpty()) {
                TaskOrder last = orders.getLast();
                round = last.id().round();
                Duration limit = last.timeLimit();
                watcher.accept(new Progress.Asked(
                        phase,
                        round,
                        orders.stream().map(order -> order.id().client()).toList(),
                        at,
                        limit));
            }
        }

        @Override
        public Instant dispatchedAt() {
            return replies.dispatchedAt();
        }

        @Override
        public Optional<Arrival> next(Instant deadline) throws InterruptedException {
            Optional<Arrival> next = replies.next(deadline);
            next.ifPresent(arrival -> watcher.accept(
                    new Progress.Answered(phase, arrival.reply().id().client(), arrival.at(), arrival.wireBytes())));
            return next;
        }

        @Override
        public List<TaskId> earlier() {
            List<TaskId> earlier = replies.earlier();
            if (!earlier.isEmpty()) {
                watcher.accept(new Progress.Asked(
                        phase,
                        earlier.getLast().round(),
                        earlier.stream().map(TaskId::client).toList(),
                        dispatchedAt(),
                        Duration.ZERO));
            }
            return earlier;
        }

        @Override
        public List<TaskId> givenUp() {
            List<TaskId> givenUp = replies.givenUp();
            if (!givenUp.isEmpty()) {
                watcher.accept(new Progress.GaveUp(
                        phase, givenUp.stream().map(TaskId::client).toList()));
            }
            return givenUp;
        }

        @Override
        public void dispatchMore(List<TaskOrder> orders) {
            replies.dispatchMore(orders);
            asked(orders, clock.instant());
        }

        @Override
        public void dispatchMore(List<TaskOrder> orders, Instant at) {
            replies.dispatchMore(orders, at);
            asked(orders, at);
        }

        @Override
        public Duration outage() {
            return replies.outage();
        }

        @Override
        public void withdraw(List<TaskId> tasks) {
            replies.withdraw(tasks);
        }

        @Override
        public void close() {
            replies.close();
            watcher.accept(new Progress.Over(phase, round, clock.instant()));
        }
    }
}
