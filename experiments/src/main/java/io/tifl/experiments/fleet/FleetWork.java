package io.tifl.experiments.fleet;

import io.tifl.experiments.sim.Workplace;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One dispatch as units of work. The thread that asks for replies writes the units, as many as keep the workers busy and no more:
 * so a worker that is slow gets less, and memory is bounded. Its fleet's monitor guards everything.
 */
final class FleetWork implements Workplace.Work {
    /** So many units per thread, where updates are summed: the last one to end should not hold up the round. */
    private static final int UNITS_PER_THREAD = 4;

    private static final int MOST_ORDERS = 64;

    /** A unit that nobody has had at hand for so long was lost, by whatever fault; doing one twice does no harm. */
    private static final Duration LOST = Duration.ofSeconds(15);

    private static final long LOOK_MILLIS = 250;

    private final FleetWorkplace place;
    private final WorkerFleet fleet;
    private final List<TaskOrder> orders;
    private final Workplace.@Nullable Finished[] replies;
    private final Deque<Chunk> waiting = new ArrayDeque<>();
    private final TreeMap<Long, Sent> sent = new TreeMap<>();
    private @Nullable Place model;
    private boolean divided;
    private boolean cancelled;

    /** Orders that are to become one unit. */
    private record Chunk(int from, int to) {}

    /** A unit under way. */
    private record Sent(Chunk chunk, Unit unit, int partition, long seenNanos) {
        Sent seen() {
            return new Sent(chunk, unit, partition, System.nanoTime());
        }
    }

    /** What is to be written, outside of the monitor. */
    private record Writing(long number, Chunk chunk, int partition) {}

    FleetWork(FleetWorkplace place, List<TaskOrder> orders) {
        this.place = place;
        this.fleet = place.fleet();
        this.orders = orders;
        this.replies = new Workplace.@Nullable Finished[orders.size()];
    }

    @Override
    public Workplace.Finished await(int index) throws InterruptedException {
        while (true) {
            List<Writing> writings;
            List<Sent> lost;
            synchronized (fleet) {
                fleet.requireNoConflict();
                if (cancelled) {
                    throw new IllegalStateException("the fleet was closed");
                }
                Workplace.Finished reply = replies[index];
                if (reply != null) {
                    replies[index] = null;
                    return reply;
                }
                List<Presence> ready = fleet.ready();
                writings = toWrite(ready);
                lost = lost(ready);
                if (writings.isEmpty() && lost.isEmpty()) {
                    fleet.wait(LOOK_MILLIS);
                }
            }
            for (Writing writing : writings) {
                write(writing);
            }
            lost.forEach(unit -> fleet.write(unit.unit(), unit.partition()));
            fleet.tellNews();
        }
    }

    private List<Writing> toWrite(List<Presence> ready) {
        if (!divided && !ready.isEmpty()) {
            divide(ready.stream().mapToInt(Presence::threads).sum());
        }
        List<Integer> outstanding = new ArrayList<>();
        sent.values().forEach(unit -> outstanding.add(unit.partition()));
        List<Writing> writings = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Optional<Integer> partition = Workforce.partition(ready, outstanding);
            if (partition.isEmpty()) {
                break;
            }
            outstanding.add(partition.get());
            writings.add(new Writing(fleet.begin(this), waiting.removeFirst(), partition.get()));
        }
        return writings;
    }

    private void divide(int threads) {
        divided = true;
        int size = place.summing().isPresent()
                ? Math.clamp(orders.size() / (UNITS_PER_THREAD * threads), 1, MOST_ORDERS)
                : 1;
        for (int from = 0; from < orders.size(); from += size) {
            waiting.add(new Chunk(from, Math.min(orders.size(), from + size)));
        }
    }

    private List<Sent> lost(List<Presence> ready) {
        long now = System.nanoTime();
        List<Sent> lost = new ArrayList<>();
        for (var entry : sent.entrySet()) {
            Sent unit = entry.getValue();
            if (fleet.hasAtHand(entry.getKey())) {
                entry.setValue(unit.seen());
            } else if (now - unit.seenNanos() > LOST.toNanos() && !ready.isEmpty()) {
                int partition = Workforce.partition(ready, List.of()).orElse(unit.partition());
                Sent again = new Sent(unit.chunk(), unit.unit(), partition, now);
                entry.setValue(again);
                lost.add(again);
            }
        }
        return lost;
    }

    private void write(Writing writing) throws InterruptedException {
        Unit unit = unit(writing);
        synchronized (fleet) {
            sent.put(writing.number(), new Sent(writing.chunk(), unit, writing.partition(), System.nanoTime()));
        }
        fleet.write(unit, writing.partition());
    }

    private Unit unit(Writing writing) throws InterruptedException {
        List<Unit.Entry> entries = new ArrayList<>();
        Chunk chunk = writing.chunk();
        for (TaskOrder order : orders.subList(chunk.from(), chunk.to())) {
            Optional<Place> owed = Optional.empty();
            if (place.needsErrorFeedback()) {
                var before = place.feedback().owedBefore(order.id());
                owed = before.isPresent() ? Optional.of(fleet.write(UnitResult.owed(before.get()))) : owed;
            }
            entries.add(new Unit.Entry(WireOrder.withReference(order), owed));
        }
        String session;
        synchronized (fleet) {
            session = fleet.session();
        }
        return new Unit(session, writing.number(), model(), place.summing(), entries);
    }

    // One for all the orders of a round.
    private Place model() throws InterruptedException {
        Place written = model;
        if (written == null) {
            GlobalModel global = orders.getFirst().model();
            written = fleet.write(Unit.WIRE.encode(new WireMessage.Model(global)));
            model = written;
        }
        return written;
    }

    /** Takes what came of a unit. Under the monitor. */
    void finished(UnitResult result) {
        Sent unit = sent.get(result.number());
        if (unit == null) {
            return;
        }
        Chunk chunk = unit.chunk();
        List<TaskOrder> asked = orders.subList(chunk.from(), chunk.to());
        requireAnswers(asked, result);
        sent.remove(result.number());
        result.sum().ifPresent(sum -> place.sums().expect(sum, summed(result)));
        int index = chunk.from();
        for (UnitResult.Entry entry : result.entries()) {
            replies[index] = new Workplace.Finished(entry.reply(), entry.updateBytes());
            if (place.needsErrorFeedback()) {
                var id = orders.get(index).id();
                place.feedback().take(id, place.feedback().owedBefore(id), entry.owed());
            }
            index++;
        }
    }

    private static void requireAnswers(List<TaskOrder> asked, UnitResult result) {
        List<TaskId> wanted = asked.stream().map(TaskOrder::id).toList();
        List<TaskId> got =
                result.entries().stream().map(entry -> entry.reply().id()).toList();
        if (!wanted.equals(got)) {
            throw new IllegalArgumentException(
                    "unit " + result.number() + " is to answer " + wanted + ", its result answers " + got);
        }
        boolean anySummed = result.entries().stream().anyMatch(UnitResult.Entry::isSummed);
        boolean fits = result.entries().stream()
                .allMatch(entry -> !entry.isSummed() || entry.reply() instanceof TaskReply.Updated);
        if (!fits || anySummed != result.sum().isPresent()) {
            throw new IllegalArgumentException("the sum of unit " + result.number() + " does not fit its replies");
        }
    }

    private static List<EncodedUpdate> summed(UnitResult result) {
        List<EncodedUpdate> summed = new ArrayList<>();
        for (UnitResult.Entry entry : result.entries()) {
            if (entry.isSummed() && entry.reply() instanceof TaskReply.Updated updated) {
                summed.add(updated.update());
            }
        }
        return summed;
    }

    @Override
    public void cancel() {
        synchronized (fleet) {
            cancelled = true;
            waiting.clear();
            sent.clear();
            fleet.giveUp(this);
            place.ended(this);
            place.sums().forget();
            fleet.notifyAll();
        }
    }
}
