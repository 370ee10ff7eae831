package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.model.LikelihoodSums;
import io.tifl.experiments.advi.model.SharedLikelihood;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;

/**
 * The likelihood of data that lie with the clients of a fleet, for one step of a fit. Every client is asked, and its sums are merged
 * exactly: the result does not depend on who is faster, nor on who holds which datum. Confined to one thread.
 *
 * <p>Nobody is left out. A client whose reply is wrong is asked again, up to {@value #ATTEMPTS} times in all, and then named by a {@link
 * RefusedClientException}; one that does not answer, by an {@link AbsentClientsException}. After that the step can be made again: what
 * clients answered already is kept, and only the others are asked.
 */
final class FleetLikelihood implements SharedLikelihood {
    /** Times that a client may be wrong in one request. */
    static final int ATTEMPTS = 3;

    /**
     * How it asks.
     *
     * @param job that orders go by
     * @param size values of the parameters
     */
    record Asking(CoordinatorTransport transport, JobId job, ShardOrders.Asked asked, int size, Duration deadline) {}

    private final Asking asking;
    private final SortedMap<ClientId, Long> data;
    private final long first;
    private final Runnable sent;
    private final Map<Long, Request> requests = new HashMap<>();
    private final List<TaskId> tasks = new ArrayList<>();
    private long next;

    /**
     * @param data how many each client has, {@link PosteriorFit#UNKNOWN} before that is known
     * @param first number of the first request that is made; those that follow count up
     * @param sent told whenever orders are out
     */
    FleetLikelihood(Asking asking, SortedMap<ClientId, Long> data, long first, Runnable sent) {
        this.asking = asking;
        this.data = new TreeMap<>(data);
        this.first = first;
        this.next = first;
        this.sent = sent;
    }

    /** What clients were asked for one set of points. */
    private static final class Request {
        private final SortedMap<ClientId, ShardReport> reports = new TreeMap<>();
        private final Map<ClientId, Integer> wrong = new HashMap<>();
    }

    /** From now on the same requests are made again. */
    void again() {
        next = first;
    }

    /** How many data each client has, as far as it is known. */
    SortedMap<ClientId, Long> data() {
        return new TreeMap<>(data);
    }

    /** All orders that went out. */
    List<TaskId> tasks() {
        return List.copyOf(tasks);
    }

    /**
     * @throws AbsentClientsException if clients did not answer
     * @throws RefusedClientException if one was wrong each time
     * @throws CancellationException if the thread is interrupted, whose flag stays set
     */
    @Override
    public LikelihoodSums at(double[][] points) {
        long number = next++;
        Request request = requests.computeIfAbsent(number, _ -> new Request());
        Settings settings = ShardOrders.settings(asking.asked(), points);
        SortedSet<ClientId> absent = new TreeSet<>();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                SortedSet<ClientId> silent = ask(request, settings, number, attempt, points.length);
                absent.addAll(silent);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException)
                    new CancellationException("interrupted while clients were asked").initCause(e);
        }
        if (!absent.isEmpty()) {
            throw new AbsentClientsException(absent);
        }
        return merged(request, points.length);
    }

    private LikelihoodSums merged(Request request, int points) {
        LikelihoodSums all = LikelihoodSums.empty(points, asking.size());
        request.reports.values().forEach(report -> all.merge(report.sums()));
        return all;
    }

    /** Asks those who are to be asked for the so-manieth time; says who did not answer. */
    private SortedSet<ClientId> ask(Request request, Settings settings, long number, int attempt, int points)
            throws InterruptedException {
        SortedSet<ClientId> open = new TreeSet<>(data.keySet());
        open.removeIf(
                client -> request.reports.containsKey(client) || request.wrong.getOrDefault(client, 0) != attempt);
        if (open.isEmpty()) {
            return open;
        }
        List<TaskOrder> orders = open.stream()
                .map(client -> ShardOrders.order(
                        asking.job(), number * ATTEMPTS + attempt, client, settings, asking.deadline()))
                .toList();
        orders.forEach(order -> tasks.add(order.id()));
        for (TaskReply reply : Gathering.replies(asking.transport(), orders, asking.deadline(), sent)) {
            ClientId client = reply.id().client();
            open.remove(client);
            take(request, client, reply, points);
        }
        return open;
    }

    private void take(Request request, ClientId client, TaskReply reply, int points) {
        try {
            ShardReport report = report(reply, points);
            long before = data.getOrDefault(client, PosteriorFit.UNKNOWN);
            if (before != PosteriorFit.UNKNOWN && before != report.data()) {
                throw new IllegalArgumentException("it had " + before + " data, and now " + report.data());
            }
            data.put(client, report.data());
            request.reports.put(client, report);
        } catch (IllegalArgumentException e) {
            if (request.wrong.merge(client, 1, Integer::sum) == ATTEMPTS) {
                throw new RefusedClientException(client, String.valueOf(e.getMessage()));
            }
        }
    }

    private ShardReport report(TaskReply reply, int points) {
        if (reply instanceof TaskReply.Failed failed) {
            throw new IllegalArgumentException("it failed: " + failed.message());
        }
        byte[] content = Report.in(reply)
                .orElseThrow(() -> new IllegalArgumentException("it sent no report, sums were expected"));
        return ShardReport.of(content, points, asking.size());
    }
}
