package io.tifl.coordinator.round;

import io.tifl.aggregation.Accumulator;
import io.tifl.aggregation.Aggregate;
import io.tifl.aggregation.Claim;
import io.tifl.aggregation.secure.AbortedSumException;
import io.tifl.aggregation.secure.RefusedReplyException;
import io.tifl.aggregation.secure.SecureRound;
import io.tifl.aggregation.secure.SecureSum;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One round's sum under masks. While the round collects, its updates are the clients' keys; the stages that follow are run by
 * {@link #run}. What clients answered decides all, so a round that a crash cut short comes to the same when it is repeated.
 * Confined to one thread.
 */
final class SecureSums implements Accumulator {
    /** What orders and replies name as their codec. */
    static final UpdateCodec CODEC = new KeysOnly();

    private final SecureRound round;
    private final Duration stageLimit;
    private final Map<ClientId, String> faults = new HashMap<>();
    private @Nullable SecureSum sum;
    private boolean ran;

    SecureSums(SecureRound round, Duration stageLimit) {
        this.round = round;
        this.stageLimit = stageLimit;
    }

    static SecureSums open(SecureAggregation secure, Federation before) {
        Layout layout = before.model().parameters().layout();
        return new SecureSums(
                new SecureRound(
                        secure.terms(),
                        secure.strength(),
                        before.job(),
                        before.round(),
                        secure.authority(),
                        before.seed().child("secure").child(before.round()),
                        layout),
                secure.stageLimit());
    }

    @Override
    public boolean addEncoded(Claim claim, UpdateCodec codec, EncodedUpdate update) throws MalformedUpdateException {
        try {
            round.keys(claim.client().orElseThrow(), bytes(update));
            return true;
        } catch (RefusedReplyException e) {
            throw new MalformedUpdateException(String.valueOf(e.getMessage()));
        }
    }

    private static byte[] bytes(EncodedUpdate update) {
        return update.payload().toArray(ValueLayout.JAVA_BYTE);
    }

    /** Runs all stages after the first; notes at the clients who is not in the sum, and why. */
    void run(
            CoordinatorTransport transport,
            Federation before,
            String task,
            int quorum,
            Collected collected,
            RoundWatch watch)
            throws InterruptedException {
        ran = true;
        Set<ClientId> advertised = new HashSet<>(collected.latencies().sequencedKeySet());
        try {
            long nanos = System.nanoTime();
            stage(transport, orders(before, task, SecureStage.SHARES, round.peers()), this::shares);
            nanos = ended("shares", nanos, watch);
            stage(transport, orders(before, task, SecureStage.MASKED, round.deliveries()), this::masked);
            nanos = ended("masked", nanos, watch);
            if (round.counted() < quorum) {
                throw new AbortedSumException(round.counted() + " masked inputs came, the quorum is " + quorum);
            }
            Set<ClientId> counted = new HashSet<>(advertised);
            counted.removeIf(client -> !round.hasCounted(client));
            stage(transport, orders(before, task, SecureStage.REVEALED, round.survivors()), this::revealed);
            nanos = ended("revealed", nanos, watch);
            sum = round.finish(Runtime.getRuntime().availableProcessors());
            long _ = ended("unmask", nanos, watch);
            advertised.removeAll(counted);
            watch.secureSum(true, advertised.size());
            advertised.forEach(client ->
                    collected.dropOut(client, faults.getOrDefault(client, "sent keys, and no masked input in time")));
        } catch (AbortedSumException e) {
            watch.secureSum(false, advertised.size());
            String reason = "no sum: " + e.getMessage();
            advertised.forEach(client -> collected.withoutSum(client, faults.getOrDefault(client, reason)));
        }
    }

    private static long ended(String stage, long since, RoundWatch watch) {
        long now = System.nanoTime();
        watch.secureStage(stage, Duration.ofNanos(now - since));
        return now;
    }

    private List<TaskOrder> orders(
            Federation before, String task, SecureStage stage, SequencedMap<ClientId, byte[]> messages) {
        List<TaskOrder> orders = new ArrayList<>(messages.size());
        messages.forEach((client, message) -> orders.add(new TaskOrder(
                new TaskId(stage.jobOf(before.job()), before.round(), client),
                task,
                stage.settings(message),
                before.model(),
                SecureStage.CODEC,
                0,
                stageLimit)));
        return orders;
    }

    @FunctionalInterface
    private interface Taking {
        void take(ClientId client, EncodedUpdate update) throws RefusedReplyException;
    }

    private void shares(ClientId client, EncodedUpdate update) throws RefusedReplyException {
        round.shares(client, bytes(update));
    }

    private void masked(ClientId client, EncodedUpdate update) throws RefusedReplyException {
        MemorySegment input = update.payload();
        round.masked(client, input);
    }

    private void revealed(ClientId client, EncodedUpdate update) throws RefusedReplyException {
        round.revealed(client, bytes(update));
    }

    // All are waited for, even where fewer would do: a reply under way to a stage that is over would be kept waiting
    // until the
    // round is committed, and its client with it.
    private void stage(CoordinatorTransport transport, List<TaskOrder> orders, Taking taking)
            throws InterruptedException {
        Set<TaskId> open = new HashSet<>();
        orders.forEach(order -> open.add(order.id()));
        if (open.isEmpty()) {
            return;
        }
        try (Replies replies = transport.dispatch(orders)) {
            Instant deadline = replies.dispatchedAt().plus(stageLimit);
            while (!open.isEmpty()) {
                Optional<Arrival> arrival = replies.next(deadline);
                if (arrival.isPresent()) {
                    TaskReply reply = arrival.get().reply();
                    if (open.remove(reply.id())) {
                        take(reply, taking);
                    }
                    continue;
                }
                List<TaskId> givenUp = replies.givenUp();
                if (givenUp.isEmpty()) {
                    return;
                }
                givenUp.forEach(open::remove);
            }
        }
    }

    private void take(TaskReply reply, Taking taking) {
        ClientId client = reply.id().client();
        try {
            switch (reply) {
                case TaskReply.Updated updated
                when updated.update().codec().equals(SecureStage.CODEC) -> taking.take(client, updated.update());
                case TaskReply.Failed failed -> faults.put(client, failed.fault() + ": " + failed.message());
                case TaskReply.Updated _, TaskReply.Measured _ ->
                    faults.put(client, "answered a stage of secure aggregation with something else");
            }
        } catch (RefusedReplyException e) {
            faults.put(client, String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void add(Claim claim, Parameters change) {
        throw new IllegalArgumentException("an update in the clear, where only keys are to be sent");
    }

    @Override
    public void merge(Accumulator other) {
        throw new IllegalArgumentException("sums under masks do not merge");
    }

    /** While the round collects, who has sent keys; then who is in the sum. */
    @Override
    public int updates() {
        if (!ran) {
            return round.advertised();
        }
        return sum == null ? 0 : sum.clients();
    }

    @Override
    public boolean suffices() {
        return sum != null;
    }

    @Override
    public Aggregate finish() {
        if (sum == null) {
            throw new IllegalStateException("there is no sum");
        }
        return sum.aggregate();
    }

    /** Named, so that replies name it too; never decodes anything. */
    private static final class KeysOnly implements UpdateCodec {
        @Override
        public String name() {
            return SecureStage.CODEC;
        }

        @Override
        public EncodedUpdate encode(Parameters change, long seed) {
            throw new UnsupportedOperationException("changes are masked, not encoded");
        }

        @Override
        public Parameters decode(EncodedUpdate update, Layout layout) throws MalformedUpdateException {
            throw new MalformedUpdateException("keys hold no change");
        }
    }
}
