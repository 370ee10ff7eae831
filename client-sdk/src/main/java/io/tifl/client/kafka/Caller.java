package io.tifl.client.kafka;

import io.tifl.client.pace.Guard;
import io.tifl.protocol.kafka.Call;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.Topics;
import io.tifl.protocol.transport.RefusedException;
import io.tifl.protocol.transport.RefusedException.Advice;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Asks the coordinator in the name of one client, and waits for its answer. Thread-safe. */
final class Caller {
    /** How long an answer may take, beyond what the call itself waits. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration FAREWELL = Duration.ofSeconds(5);
    private static final int MOST_REPETITIONS = 5;

    private final ReentrantLock writing = new ReentrantLock();
    private final Outlet outlet;
    private final Topics topics;
    private final Postbox box;
    private final Guard guard;

    Caller(Outlet outlet, Topics topics, Postbox box, Guard guard) {
        this.outlet = outlet;
        this.topics = topics;
        this.box = box;
        this.guard = guard;
    }

    /**
     * What the coordinator answers. A call that it has not heard, because it began to listen later, is made again.
     *
     * @throws RefusedException if the client is shut out, or asks too often
     * @throws IOException if no answer comes within {@code patience}, or the brokers cannot be reached
     */
    Notice.Body ask(Call.Ask ask, Duration patience) throws IOException, InterruptedException {
        return guard.run("call the coordinator", () -> {
            for (int i = 0; i < MOST_REPETITIONS; i++) {
                Notice.Body body = askOnce(ask, patience);
                switch (body) {
                    case Notice.Again _ -> {}
                    case Notice.Refused(String code, String detail) ->
                        throw new RefusedException(
                                code, "the coordinator answered " + code + ": " + detail, Advice.STOP, null);
                    case Notice.Later later -> throw tooOften(later);
                    default -> {
                        return body;
                    }
                }
            }
            throw new IOException("the coordinator heard none of " + MOST_REPETITIONS + " calls");
        });
    }

    static RefusedException tooOften(Notice.Later later) {
        return new RefusedException(
                "too-many-requests", "this client asks the coordinator too often", Advice.WAIT, later.pause());
    }

    private Notice.Body askOnce(Call.Ask ask, Duration patience) throws IOException, InterruptedException {
        long number = 0;
        try {
            Future<RecordMetadata> written;
            writing.lockInterruptibly();
            try {
                number = box.expectAnswer();
                written = write(ask, number);
            } finally {
                writing.unlock();
            }
            Outlet.await(written);
            return box.await(number, patience)
                    .orElseThrow(() ->
                            new IOException("the coordinator did not answer within " + patience.toSeconds() + " s"));
        } finally {
            box.forget(number);
        }
    }

    // Numbers have to be written in their order.
    private Future<RecordMetadata> write(Call.Ask ask, long number) throws IOException, InterruptedException {
        Call call = new Call(box.identity().client(), box.instance(), box.season(), number, ask);
        return outlet.write(
                topics.calls(),
                call.client().value(),
                call.encode(box.identity().key()),
                List.of());
    }

    /** Says goodbye, if that can be done soon. */
    void leave() throws IOException, InterruptedException {
        Future<RecordMetadata> written;
        writing.lockInterruptibly();
        try {
            long number = box.expectAnswer();
            box.forget(number);
            written = write(new Call.Ask.Goodbye(), number);
        } finally {
            writing.unlock();
        }
        Outlet.await(written, FAREWELL);
    }
}
