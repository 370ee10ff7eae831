package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.schedule.Policies;
import io.tifl.experiments.benchmark.schedule.WaitingJob;
import io.tifl.experiments.benchmark.schedule.WorkerLoad;
import io.tifl.protocol.ClientId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;

/**
 * Which benchmark waits for which follower: the two tiers of policies on live queues. When followers come or leave, what waits
 * is dealt anew. Guarded by the leader's lock.
 */
final class Cluster {
    private final Policies policies;
    /** Seconds that a benchmark will take on a follower. */
    private final ToDoubleBiFunction<BenchmarkJob, ClientId> estimate;

    private final Map<ClientId, Entry> running = new HashMap<>();
    private final Map<ClientId, List<Entry>> queues = new TreeMap<>();
    private final List<Entry> unplaced = new ArrayList<>();
    private final SortedSet<ClientId> members = new TreeSet<>();
    private long placed;

    Cluster(Policies policies, ToDoubleBiFunction<BenchmarkJob, ClientId> estimate) {
        this.policies = policies;
        this.estimate = estimate;
    }

    /** A benchmark that is to be placed. */
    void add(Entry entry) {
        unplaced.add(entry);
    }

    /** It is neither waited for nor run any more. */
    void remove(Entry entry) {
        unplaced.remove(entry);
        queues.values().forEach(queue -> queue.remove(entry));
        running.values().removeIf(entry::equals);
    }

    void runs(ClientId follower, Entry entry) {
        running.put(follower, entry);
    }

    boolean isBusy(ClientId follower) {
        return running.containsKey(follower);
    }

    /** Those that wait and nobody who is there may run. */
    List<Entry> unplaced() {
        return List.copyOf(unplaced);
    }

    /** Places what is not placed on those who are there. */
    void place(SortedSet<ClientId> present, Instant now) {
        if (!members.equals(present)) {
            members.clear();
            members.addAll(present);
            queues.values().forEach(unplaced::addAll);
            queues.clear();
        }
        unplaced.sort(Comparator.comparingLong(entry -> entry.number));
        unplaced.removeIf(entry -> place(entry, now));
    }

    private boolean place(Entry entry, Instant now) {
        List<ClientId> names = List.copyOf(members);
        List<WorkerLoad> loads = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (DevicePattern.matches(entry.job.spec().device(), names.get(i).value())) {
                loads.add(load(i, names.get(i), now));
            }
        }
        List<WorkerLoad> others = loads.stream()
                .filter(load -> !entry.failedOn.contains(names.get(load.worker())))
                .toList();
        List<WorkerLoad> eligible = others.isEmpty() ? loads : others;
        if (eligible.isEmpty()) {
            return false;
        }
        ClientId chosen = names.get(policies.placement().choose(eligible, placed++));
        entry.estimate = estimate.applyAsDouble(entry.job, chosen);
        queues.computeIfAbsent(chosen, _ -> new ArrayList<>()).add(entry);
        return true;
    }

    private WorkerLoad load(int number, ClientId follower, Instant now) {
        List<Entry> queue = queues.getOrDefault(follower, List.of());
        Entry busy = running.get(follower);
        double work = queue.stream().mapToDouble(entry -> entry.estimate).sum() + (busy == null ? 0 : busy.left(now));
        return new WorkerLoad(number, queue.size() + (busy == null ? 0 : 1), work);
    }

    /** Takes what idle followers run next out of their queues. */
    SequencedMap<ClientId, Entry> takeNext(Instant now) {
        SequencedMap<ClientId, Entry> next = new LinkedHashMap<>();
        for (Map.Entry<ClientId, List<Entry>> queue : queues.entrySet()) {
            if (!isBusy(queue.getKey())) {
                take(queue.getValue(), now).ifPresent(entry -> next.put(queue.getKey(), entry));
            }
        }
        return next;
    }

    private Optional<Entry> take(List<Entry> queue, Instant now) {
        if (queue.isEmpty()) {
            return Optional.empty();
        }
        List<WaitingJob> waiting =
                queue.stream().map(entry -> entry.waiting(now)).toList();
        long number = policies.order().next(waiting).number();
        Optional<Entry> entry =
                queue.stream().filter(one -> one.number == number).findFirst();
        entry.ifPresent(queue::remove);
        return entry;
    }
}
