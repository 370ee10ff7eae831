package io.tifl.coordinator.http;

import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.security.ClientCertificates;
import io.tifl.coordinator.security.ClientSessions;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * What devices fetch and send: {@code docs/http-api.md}, byte by byte. Thread-safe. A waiting client holds a connection and
 * no thread.
 *
 * <p>Nothing is believed: who asks is known before a body is read, a signature is checked before the bytes it covers come,
 * and no memory is taken for more than the limits allow.
 */
public final class DeviceServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(DeviceServlet.class);
    private static final long WARN_EVERY_NANOS = 10_000_000_000L;

    /**
     * What the servlet works with.
     *
     * @param desk empty while another coordinator leads
     * @param certificates if devices must show one each
     * @param largestReply bytes of one whole reply at most
     * @param refusedReplies told the code of each request to send a reply that was refused
     * @param timer ends waits, and forgets uploads that rest
     * @param answering writes answers to clients that waited, and uploads to the disk; each on a thread of its own
     * @param limits how often anybody may ask
     */
    public record Parts(
            Supplier<Optional<OrderDesk>> desk,
            ClientSessions sessions,
            ClientRegistry clients,
            Optional<ClientCertificates> certificates,
            ModelVersions models,
            Path uploads,
            WireFormat format,
            long largestReply,
            Audit audit,
            Consumer<String> refusedReplies,
            ScheduledExecutorService timer,
            Executor answering,
            RequestLimits limits,
            Instruments instruments) {
        Meters meters() {
            return instruments.meters();
        }

        /** @throws ProblemException while another coordinator leads */
        OrderDesk openDesk() throws ProblemException {
            return desk.get().orElseThrow(ProblemException::noRound);
        }
    }

    /** Notes what an operator may have to look into. */
    @FunctionalInterface
    public interface Audit {
        void note(ClientId client, String event, String detail);
    }

    private final transient Consumer<String> refusedReplies;
    private final transient Instruments instruments;
    private final transient Reception reception;
    private final transient OrderPolls polls;
    private final transient ModelDownloads models;
    private final transient ReplyIntake replies;
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS);

    public DeviceServlet(Parts parts) {
        this.refusedReplies = parts.refusedReplies();
        this.instruments = parts.instruments();
        this.reception = new Reception(parts);
        this.polls = new OrderPolls(parts);
        this.models = new ModelDownloads(parts.models(), parts.meters());
        this.replies = new ReplyIntake(parts);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            answer(request, response);
        } finally {
            clearLog();
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            route(request, response);
        } catch (ProblemException e) {
            LOG.debug("{} {} is refused: {}", request.getMethod(), request.getRequestURI(), e.getMessage());
            refuse(request, response, e);
        } catch (MalformedMessageException | IllegalArgumentException e) {
            refuse(request, response, ProblemException.malformed(String.valueOf(e.getMessage())));
        } catch (EOFException e) {
            throw e; // the client is gone
        } catch (IOException e) {
            if (response.isCommitted()) {
                throw e;
            }
            warn(request, e);
            refuse(request, response, ProblemException.unavailable("what must be kept cannot be kept or read now"));
        }
        ReplyIntake.drain(request);
    }

    /** What is logged of a request names its task. */
    private static void tellLog(TaskId task) {
        MDC.put("job", task.job().whole().value());
        MDC.put("round", Long.toString(task.round()));
        MDC.put("order", task.toString());
    }

    private static void clearLog() {
        MDC.remove("job");
        MDC.remove("round");
        MDC.remove("order");
        MDC.remove("traceId");
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, ProblemException problem)
            throws IOException {
        if (request.getMethod().equals("PUT")) {
            refusedReplies.accept(problem.code());
        }
        instruments.meters().count(Metric.DEVICE_REFUSALS, problem.code());
        Answers.send(response, problem);
    }

    /** Once in a while: a full disk refuses every device each second. */
    private void warn(HttpServletRequest request, IOException trouble) {
        long now = System.nanoTime();
        long last = warned.get();
        if (now - last > WARN_EVERY_NANOS && warned.compareAndSet(last, now)) {
            LOG.warn("{} {} is put off: {}", request.getMethod(), request.getRequestURI(), trouble.getMessage());
        }
    }

    private void route(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException, MalformedMessageException {
        List<String> path =
                List.of(request.getRequestURI().substring("/v1/".length()).split("/", -1));
        String what = request.getMethod() + " " + path.getFirst();
        switch (what) {
            case "POST enrolments" -> reception.enrol(request, response);
            case "POST challenges" -> reception.challenge(request, response);
            case "POST sessions" -> reception.openSession(request, response);
            case "DELETE sessions" -> reception.leave(reception.client(request), response);
            case "GET orders" -> polls.poll(reception.client(request), request, response);
            case "POST orders" -> polls.renew(task(path, request), response);
            case "GET jobs" -> {
                ClientId _ = reception.client(request);
                model(path, request, response);
            }
            case "HEAD replies" -> replies.offset(task(path, request), request, response);
            case "PUT replies" -> replies.take(task(path, request), request, response);
            default -> throw ProblemException.notFound("there is no " + what);
        }
    }

    private TaskId task(List<String> path, HttpServletRequest request) throws IOException, ProblemException {
        ClientId client = reception.client(request);
        if (path.size() < 3) {
            throw ProblemException.notFound("a job and a round are missing");
        }
        TaskId task = new TaskId(new JobId(path.get(1)), Long.parseLong(path.get(2)), client);
        tellLog(task);
        instruments.traces().traceId(task).ifPresent(id -> MDC.put("traceId", id));
        instruments.traces().link(task, request.getHeader("traceparent"));
        return task;
    }

    private void model(List<String> path, HttpServletRequest request, HttpServletResponse response)
            throws IOException, ProblemException {
        if (path.size() != 4 || !path.get(2).equals("models")) {
            throw ProblemException.notFound("expected jobs/JOB/models/VERSION");
        }
        models.send(new JobId(path.get(1)), Long.parseLong(path.get(3)), request, response);
    }
}
