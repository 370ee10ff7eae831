package io.tifl.coordinator.kafka;

import io.tifl.coordinator.http.OrderDesk;
import io.tifl.coordinator.http.Poll;
import io.tifl.coordinator.observe.Traces;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.kafka.Call;
import io.tifl.protocol.kafka.ModelPlace;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.OrderedModel;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what clients call, and puts it to the desk in their name. What it remembers of a client is a few words, so that a
 * call counts once. Confined to the reader's thread, but for the answers.
 */
final class CallDesk implements TopicReader.Taker, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CallDesk.class);

    private final Map<ClientId, Caller> callers = new HashMap<>();
    private final Map<ClientId, Poll> waiting = new ConcurrentHashMap<>();
    private final OrderDesk desk;
    private final Fleet fleet;
    private final PublishedModels models;
    private final WireFormat format;
    private final Outbox outbox;
    private final String season;
    private final Executor answering;
    private final ScheduledExecutorService timer;
    private final Traces traces;

    private record Caller(String instance, long last) {}

    /** @param answering may wait, unlike the desk */
    CallDesk(
            OrderDesk desk,
            Fleet fleet,
            PublishedModels models,
            WireFormat format,
            Outbox outbox,
            String season,
            Executor answering,
            ScheduledExecutorService timer,
            Traces traces) {
        this.traces = traces;
        this.desk = desk;
        this.fleet = fleet;
        this.models = models;
        this.format = format;
        this.outbox = outbox;
        this.season = season;
        this.answering = answering;
        this.timer = timer;
    }

    /** A call that is believed, and the way back. */
    private final class Line {
        private final Call call;
        private final Fleet.Member member;

        Line(Call call, Fleet.Member member) {
            this.call = call;
            this.member = member;
        }

        void answer(Notice.Body body) {
            answer(body, Optional.empty());
        }

        void answer(Notice.Body body, Optional<String> traceparent) {
            outbox.answer(call.client(), member.key(), call.instance(), call.number(), body, traceparent);
        }
    }

    /** A poll until an order comes, or its time is up. */
    private final class Wait implements Poll {
        private final Line line;
        private @Nullable Future<?> ring;
        private boolean ended;

        Wait(Line line) {
            this.line = line;
        }

        synchronized void endAfter(Duration wait) {
            if (!ended) {
                ring = timer.schedule(
                        () -> desk.cancel(line.call.client(), this), wait.toMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private synchronized void stopTimer() {
            ended = true;
            if (ring != null) {
                ring.cancel(false);
            }
        }

        @Override
        public void end(Optional<Handed> order) {
            stopTimer();
            waiting.remove(line.call.client(), this);
            answering.execute(() -> line.answer(
                    order.map(CallDesk.this::written).orElseGet(Notice.Nothing::new),
                    order.flatMap(handed -> traces.traceparent(handed.order().id()))));
        }
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            Call.Signed signed = Call.parse(record.value() == null ? new byte[0] : record.value());
            Optional<Fleet.Member> member = fleet.find(signed.call().client());
            if (member.isEmpty() || !signed.isSignedWith(member.get().key())) {
                member.ifPresent(_ -> fleet.suspicious(signed.call().client(), "signature-invalid", "call over Kafka"));
                throw new MalformedMessageException("the call is not signed with the key of "
                        + signed.call().client());
            }
            hear(new Line(signed.call(), member.get()));
        } catch (MalformedMessageException e) {
            outbox.deadLetter(record, String.valueOf(e.getMessage()), () -> {});
        } catch (IOException e) {
            // Whoever gets no answer calls again.
            LOG.warn("a call is not heard: {}", e.getMessage());
        }
    }

    @Override
    public void rest() {}

    private void hear(Line line) throws IOException {
        Call call = line.call;
        if (line.member.barred()) {
            line.answer(new Notice.Refused("client-barred", "an operator shut this client out"));
            return;
        }
        Optional<Duration> pause = fleet.keptBack(call.client());
        if (pause.isPresent()) {
            line.answer(new Notice.Later(pause.get()));
            return;
        }
        Caller before = callers.getOrDefault(call.client(), new Caller("", -1));
        if (!call.season().equals(season) || call.number() <= before.last()) {
            line.answer(new Notice.Again(before.last() + 1));
            return;
        }
        callers.put(call.client(), new Caller(call.instance(), call.number()));
        if (!call.instance().equals(before.instance())) {
            desk.restarted(call.client());
        }
        fleet.seen(call.client());
        switch (call.ask()) {
            case Call.Ask.Poll(Duration wait) -> poll(line, wait);
            case Call.Ask.Renew renewal -> answering.execute(() -> renew(line, renewal));
            case Call.Ask.Goodbye _ -> {
                desk.left(call.client());
                fleet.left(call.client());
            }
        }
    }

    private void poll(Line line, Duration wait) {
        ClientId client = line.call.client();
        Wait poll = new Wait(line);
        waiting.put(client, poll);
        desk.poll(client, poll);
        poll.endAfter(wait);
    }

    /** Ends the waits: an order that went to one would be lost until its lease has run out. */
    @Override
    public void close() {
        waiting.forEach(desk::cancel);
    }

    /** An order that cannot be sent stays its client's until the lease runs out, and is handed out again then. */
    private Notice.Body written(Poll.Handed handed) {
        TaskId task = handed.order().id();
        try {
            long version = switch (handed.order().model()) {
                case ModelReference reference -> reference.version();
                case OrderedModel.Inline(GlobalModel named) -> named.version();
            };
            ModelPlace place = models.place(task.job(), version);
            byte[] message = format.encode(new WireMessage.Order(handed.order()));
            return new Notice.Order(handed.nonce(), handed.lease(), place, message);
        } catch (IOException e) {
            LOG.warn("the order {} is put off: {}", task, e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return new Notice.Nothing();
    }

    private void renew(Line line, Call.Ask.Renew renewal) {
        TaskId task = line.call.task(renewal);
        line.answer(new Notice.Lease(task.job(), task.round(), renewed(task)));
    }

    private String renewed(TaskId task) {
        try {
            return switch (desk.renewal(task)) {
                case RENEWED -> "renewed";
                case PENDING -> OrderDesk.Receipt.PENDING.code();
                case WITHDRAWN -> OrderDesk.Receipt.WITHDRAWN.code();
            };
        } catch (IOException e) {
            LOG.warn("the lease of {} is not looked up: {}", task, e.getMessage());
            return OrderDesk.Receipt.PENDING.code();
        }
    }
}
