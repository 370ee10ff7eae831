package io.tifl.coordinator.http;

import io.tifl.coordinator.observe.Metric;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.WireMessage;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands orders out to clients that wait, and renews their leases. Thread-safe. A waiting client holds no thread. */
final class OrderPolls {
    private static final Logger LOG = LoggerFactory.getLogger(OrderPolls.class);
    private static final int LONGEST_WAIT_SECONDS = 60;
    private static final int USUAL_WAIT_SECONDS = 30;

    private final DeviceServlet.Parts parts;

    OrderPolls(DeviceServlet.Parts parts) {
        this.parts = parts;
    }

    void poll(ClientId client, HttpServletRequest request, HttpServletResponse response) throws ProblemException {
        String wait = request.getParameter("wait");
        long seconds = wait == null ? USUAL_WAIT_SECONDS : Math.clamp(Long.parseLong(wait), 0, LONGEST_WAIT_SECONDS);
        OrderDesk desk = parts.openDesk();
        AsyncContext context = request.startAsync(request, response);
        // The container's own timeout would answer in between.
        context.setTimeout(0);
        WaitingClient poll = new WaitingClient(context);
        desk.poll(client, poll);
        poll.endsBy(parts.timer().schedule(() -> desk.cancel(client, poll), seconds, TimeUnit.SECONDS));
    }

    /** A connection that is held until there is an order. */
    private final class WaitingClient implements Poll {
        private final AsyncContext context;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile Optional<Future<?>> timeout = Optional.empty();

        WaitingClient(AsyncContext context) {
            this.context = context;
        }

        void endsBy(Future<?> scheduled) {
            timeout = Optional.of(scheduled);
            if (ended.get()) {
                scheduled.cancel(false);
            }
        }

        @Override
        public void end(Optional<Handed> order) {
            if (ended.compareAndSet(false, true)) {
                parts.meters().count(Metric.POLLS, order.isPresent() ? "order" : "empty");
                timeout.ifPresent(scheduled -> scheduled.cancel(false));
                parts.answering().execute(() -> write(order));
            }
        }

        private void write(Optional<Handed> order) {
            try {
                HttpServletResponse response = (HttpServletResponse) context.getResponse();
                if (order.isEmpty()) {
                    response.setStatus(204);
                } else {
                    write(order.get(), response);
                }
            } catch (IOException e) {
                LOG.debug("a client went away while it was answered", e);
            } finally {
                context.complete();
            }
        }

        private void write(Handed order, HttpServletResponse response) throws IOException {
            byte[] message = parts.format().encode(new WireMessage.Order(order.order()));
            response.setHeader("Tifl-Nonce", order.nonce());
            response.setHeader("Tifl-Lease", Long.toString(order.lease().toSeconds()));
            parts.instruments()
                    .traces()
                    .traceparent(order.order().id())
                    .ifPresent(trace -> response.setHeader("traceparent", trace));
            response.setContentType(Answers.BINARY);
            response.setContentLength(message.length);
            response.getOutputStream().write(message);
        }
    }

    void renew(TaskId task, HttpServletResponse response) throws IOException, ProblemException {
        switch (parts.openDesk().renewal(task)) {
            case RENEWED -> response.setStatus(204);
            case PENDING -> throw ProblemException.noRound();
            case WITHDRAWN -> throw ProblemException.withdrawn(task);
        }
    }
}
