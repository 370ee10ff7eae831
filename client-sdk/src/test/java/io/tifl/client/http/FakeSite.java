package io.tifl.client.http;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Replies;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A {@link FakeCoordinator} as tests of other packages need it. */
public final class FakeSite implements AutoCloseable {
    private final FakeCoordinator fake = new FakeCoordinator();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile BooleanSupplier enrolmentAnswersLost = () -> false;

    public FakeSite() throws IOException {
        fake.trouble((request, exchange) -> {
            requests.incrementAndGet();
            if (request.equals("POST /v1/enrolments") && enrolmentAnswersLost.getAsBoolean()) {
                fake.enrolUnheard(exchange);
                return true;
            }
            return false;
        });
    }

    public URI uri() {
        return fake.uri();
    }

    public String token() {
        return fake.token();
    }

    public Identity enrol(ClientId client) {
        return fake.enrol(client);
    }

    public void bar(ClientId client) {
        fake.bar(client);
    }

    public Replies dispatch(List<TaskOrder> orders) {
        return fake.dispatch(orders);
    }

    public int sessionCount() {
        return fake.sessionCount();
    }

    /** How many requests came, of any kind. */
    public int requests() {
        return requests.get();
    }

    /** Asked for every enrolment: whether the line breaks before the client hears of it. */
    public void loseEnrolmentAnswers(BooleanSupplier lost) {
        this.enrolmentAnswersLost = lost;
    }

    @Override
    public void close() {
        fake.close();
    }
}
