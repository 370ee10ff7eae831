package io.tifl.client.kafka;

import io.tifl.client.event.ClientListener;
import io.tifl.client.transport.Carrier;
import io.tifl.protocol.kafka.Call;
import io.tifl.protocol.kafka.ModelPlace;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries over Kafka, by docs/kafka.md. What is no {@link RefusedException} says that the coordinator, or the brokers, could
 * not be reached in time.
 */
final class KafkaCarrier implements Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCarrier.class);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final KafkaCoordinator coordinator;
    private final Postbox box;
    private final ClientListener listener;
    private final Caller caller;
    private final ReplySending sending;
    private @Nullable ModelPlace place;
    private boolean joined;

    KafkaCarrier(KafkaCoordinator coordinator, Postbox box, ClientListener listener) {
        this.coordinator = coordinator;
        this.box = box;
        this.listener = listener;
        this.caller = new Caller(coordinator.outlet(), coordinator.topics(), box, coordinator.guard());
        this.sending = new ReplySending(
                coordinator.outlet(), coordinator.topics(), box, coordinator.guard(), coordinator.pace(), listener);
    }

    @Override
    public void open() throws IOException, InterruptedException {
        if (!joined) {
            int partitions =
                    coordinator.outlet().partitions(coordinator.topics().orders());
            coordinator.inbox().join(box, partitions);
            joined = true;
        }
    }

    @Override
    public Optional<Handed> order(long deadline) throws IOException, InterruptedException {
        Optional<Notice.Order> late = box.late();
        if (late.isPresent()) {
            return Optional.of(handed(late.get()));
        }
        long asked = System.nanoTime();
        Duration left = Duration.ofNanos(Math.max(deadline - asked, 0));
        Duration wait = left.compareTo(LONGEST_POLL) < 0 ? left : LONGEST_POLL;
        Notice.Body answer = caller.ask(new Call.Ask.Poll(wait), wait.plus(Caller.PATIENCE));
        if (answer instanceof Notice.Order order) {
            return Optional.of(handed(order));
        }
        pauseIfEarly(Duration.ofNanos(System.nanoTime() - asked), wait);
        return Optional.empty();
    }

    /** A coordinator that has nothing to wait for, such as one that is stopping, is not asked without a pause. */
    private static void pauseIfEarly(Duration took, Duration wait) throws InterruptedException {
        Duration rest = wait.minus(took);
        if (rest.isPositive()) {
            Thread.sleep(rest.compareTo(PAUSE) < 0 ? rest : PAUSE);
        }
    }

    private Handed handed(Notice.Order order) {
        place = order.model();
        return new Handed(order.message(), order.nonce(), order.lease());
    }

    @Override
    public GlobalModel model(WireOrder order, ModelReference reference) throws IOException, InterruptedException {
        ModelPlace at = Objects.requireNonNull(place, "no order was handed out");
        return coordinator.models().get(order.id().job(), reference, at, listener);
    }

    @Override
    public boolean deliver(TaskId id, byte[] reply, String nonce) throws IOException, InterruptedException {
        boolean sealed = place != null && place.seal().isPresent();
        return sending.run(id, reply, nonce, sealed ? Optional.of(box.replySeal()) : Optional.empty());
    }

    @Override
    public Renewal renew(TaskId id) throws IOException, InterruptedException {
        try {
            Notice.Body answer = caller.ask(new Call.Ask.Renew(id.job(), id.round()), Caller.PATIENCE);
            boolean withdrawn =
                    answer instanceof Notice.Lease(var _, var _, String code) && code.equals("order-withdrawn");
            return withdrawn ? Renewal.WITHDRAWN : Renewal.RENEWED;
        } catch (RefusedException e) {
            if (e.advice() == RefusedException.Advice.WAIT) {
                throw e;
            }
            LOG.debug("the lease of {} is no longer renewed: {}", id, e.getMessage());
            return Renewal.REFUSED;
        }
    }

    @Override
    public void leave() throws IOException, InterruptedException {
        if (!joined) {
            return;
        }
        try {
            caller.leave();
            coordinator.inbox().leave(box);
        } catch (IllegalStateException e) {
            throw new IOException("the brokers are no longer listened to: " + e.getMessage(), e);
        }
    }
}
