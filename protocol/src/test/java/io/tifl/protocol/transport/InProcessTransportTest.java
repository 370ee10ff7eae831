package io.tifl.protocol.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

final class InProcessTransportTest extends TransportContract {
    private static final ClientId ANN = new ClientId("ann");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Instant FAR = Instant.MAX;

    @AutoClose
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

    @AutoClose
    private final InProcessTransport transport = new InProcessTransport(now::get);

    @Override
    public Ends open() {
        return inProcess();
    }

    @Test
    void theReplyCostsWhatItWouldOnTheWire() throws Exception {
        ClientTransport ann = transport.connect(ANN);
        Replies replies = transport.dispatch(List.of(order(ANN, 0)));

        ann.send(updated(order(ANN, 0)));

        Arrival arrival = replies.next(NOON).orElseThrow();
        byte[] encoded = new WireFormat(WireLimits.defaults()).encode(new WireMessage.Reply(arrival.reply()));
        assertThat(arrival.wireBytes()).isEqualTo(encoded.length);
        assertThat(arrival.at()).isEqualTo(NOON);
    }

    @Test
    void aReplyThatArrivedAfterTheDeadlineStaysForALaterOne() throws Exception {
        ClientTransport ann = transport.connect(ANN);
        Replies replies = transport.dispatch(List.of(order(ANN, 0)));
        now.set(NOON.plusSeconds(2));
        ann.send(updated(order(ANN, 0)));

        assertThat(replies.next(NOON.plusSeconds(1))).isEmpty();
        assertThat(replies.next(NOON.plusSeconds(2))).isPresent();
    }

    @Test
    void aReplyThatArrivedInTimeIsHandedOutAfterTheDeadline() throws Exception {
        ClientTransport ann = transport.connect(ANN);
        Replies replies = transport.dispatch(List.of(order(ANN, 0)));
        ann.send(updated(order(ANN, 0)));
        now.set(NOON.plusSeconds(60));

        assertThat(replies.next(NOON.plusSeconds(1))).isPresent();
    }

    @Test
    void nobodyWaitsForAClientThatIsNotConnected() throws Exception {
        Replies replies = transport.dispatch(List.of(order(ANN, 0)));

        assertThat(replies.next(FAR)).isEmpty();
    }

    @Test
    void aClientThatLeavesEndsTheWaitForIt() throws Exception {
        ClientTransport ann = transport.connect(ANN);
        Replies replies = transport.dispatch(List.of(order(ANN, 0)));
        Future<Optional<Arrival>> waiting = threads.submit(() -> replies.next(FAR));

        ann.close();

        assertThat(waiting.get()).isEmpty();
    }

    @Test
    void aClientMayComeBackButIsNotConnectedTwice() throws Exception {
        ClientTransport first = transport.connect(ANN);
        assertThatThrownBy(() -> transport.connect(ANN)).hasMessage("client ann is connected already");
        first.close();

        ClientTransport second = transport.connect(ANN);
        first.close();
        transport.dispatch(List.of(order(ANN, 0)));

        assertThat(second.poll(Duration.ZERO)).contains(order(ANN, 0));
    }

    @Test
    void closingTheTransportWakesEverybody() throws Exception {
        ClientTransport ann = transport.connect(ANN);
        Replies replies = transport.dispatch(List.of(order(ANN, 0)));
        TaskOrder taken = ann.poll(Duration.ZERO).orElseThrow();
        Future<Optional<TaskOrder>> polling = threads.submit(() -> ann.poll(Duration.ofSeconds(Long.MAX_VALUE)));
        Future<Optional<Arrival>> waiting = threads.submit(() -> replies.next(FAR));

        transport.close();

        assertThat(waiting.get()).isEmpty();
        assertThatThrownBy(polling::get).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> ann.send(updated(taken))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> transport.connect(ANN)).hasMessage("the transport is closed");
        assertThatThrownBy(() -> transport.dispatch(List.of())).hasMessage("the transport is closed");
    }

    @Test
    void closingRepliesWakesWhoeverWaitsForThem() throws Exception {
        transport.connect(ANN);
        Replies replies = transport.dispatch(List.of(order(ANN, 0)));
        Future<Optional<Arrival>> waiting = threads.submit(() -> replies.next(FAR));

        replies.close();

        assertThat(waiting.get()).isEmpty();
        assertThat(replies.next(FAR)).isEmpty();
    }

    @Test
    void aWaitingThreadCanBeInterrupted() throws Exception {
        ClientTransport ann = transport.connect(ANN);
        AtomicReference<Throwable> seen = new AtomicReference<>();
        Thread polling = Thread.ofVirtual().start(() -> {
            try {
                ann.poll(Duration.ofDays(1));
            } catch (InterruptedException | IOException e) {
                seen.set(e);
            }
        });

        polling.interrupt();
        polling.join();

        assertThat(seen.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aNegativeWaitDoesNotWait() throws Exception {
        ClientTransport ann = transport.connect(ANN);

        assertThat(ann.poll(Duration.ofSeconds(Long.MIN_VALUE))).isEmpty();
    }
}
