package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.lead.BenchmarkStore.Knowledge;
import io.tifl.experiments.benchmark.schedule.Estimates;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs benchmarks on followers, one at a time on each: places them, orders each follower's queue, and asks another follower
 * when one is lost or fails (the two-tier scheduler of InferBench, arXiv 2011.02327). Thread-safe.
 *
 * <p>What is decided is kept before it is done, so a leader that succeeds one that crashed takes its orders up where the
 * transport still knows them, and counts no result twice. A late result of an attempt that was given up is dropped by the
 * transport. Each order is waited for on a virtual thread of its own.
 */
public final class Leader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Parts parts;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<ClientId, Instant> lost = new HashMap<>();
    private final Set<ClientId> incapable = new HashSet<>();
    private final List<BenchmarkJob> batch = new ArrayList<>();
    private final Set<String> seen = new TreeSet<>();
    private final Cluster cluster;
    private Knowledge knowledge = Knowledge.none();
    private long numbers;
    private boolean closed;
    private AutoCloseable watching = () -> {};

    /**
     * What a leader works with.
     *
     * @param done told of orders that nobody will ask about again, so that the transport may forget them
     */
    public record Parts(
            CoordinatorTransport transport,
            Followers followers,
            BenchmarkStore store,
            TrainedModels models,
            LeaderSettings settings,
            InstantSource clock,
            LeaderListener listener,
            Forgetting done) {}

    /** Told that an order is over. */
    @FunctionalInterface
    public interface Forgetting {
        void forget(TaskId task) throws IOException;

        /** For transports that keep nothing. */
        static Forgetting nothing() {
            return _ -> {};
        }
    }

    /** The job that orders without a trained model are parts of, and the model that they name. */
    public static Map.Entry<JobId, GlobalModel> named() {
        return Map.entry(BenchmarkOrders.WHOLE, BenchmarkOrders.NO_MODEL);
    }

    private Leader(Parts parts) {
        this.parts = parts;
        this.cluster = new Cluster(
                parts.settings().policies(),
                (job, follower) -> knowledge.estimates().of(job.spec(), knowledge.kindOf(follower.value())));
    }

    /**
     * Begins to lead: takes up what ran under the leader before, and goes on with what waits. When it returns, all orders that
     * are taken up have gone out.
     *
     * @throws IOException if what is kept cannot be read
     */
    public static Leader start(Parts parts) throws IOException, InterruptedException {
        Leader leader = new Leader(parts);
        try {
            leader.begin();
            return leader;
        } catch (IOException | InterruptedException | RuntimeException e) {
            leader.close();
            throw e;
        }
    }

    private void begin() throws IOException, InterruptedException {
        List<Entry> takenUp = new ArrayList<>();
        lock.lock();
        try {
            knowledge = parts.store().knowledge();
            for (BenchmarkJob job : parts.store().open()) {
                takeUp(job).ifPresent(takenUp::add);
            }
        } finally {
            lock.unlock();
        }
        for (Entry entry : takenUp) {
            entry.ordered.await();
        }
        watching = parts.followers().watch(this::followersChanged);
        look();
    }

    /** Whoever led before can keep nothing of it any more, as its revision is another one. */
    private Optional<Entry> takeUp(BenchmarkJob job) throws IOException {
        Optional<BenchmarkJob> mine = parts.store().replace(job);
        if (mine.isEmpty()) {
            return Optional.empty();
        }
        Entry entry = new Entry(numbers++, mine.get());
        entries.put(job.name(), entry);
        Optional<ClientId> follower = job.follower().map(ClientId::new);
        if (job.status() != BenchmarkStatus.RUNNING || follower.isEmpty() || cluster.isBusy(follower.get())) {
            cluster.add(entry);
            return Optional.empty();
        }
        entry.estimate = job.estimate().orElse(0);
        LOG.info("benchmark {} is taken up, attempt {} on {}", job.name(), job.attempt(), follower.get());
        send(follower.get(), entry);
        return Optional.of(entry);
    }

    /** Asked before a client is answered, so the store is not read for it: what was submitted elsewhere, the next look finds. */
    private void followersChanged() {
        lock.lock();
        try {
            if (!closed && !entries.isEmpty()) {
                assignWhatCanBe();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Looks what is to be done: what was submitted or cancelled elsewhere, and who is there. Call it when either may have
     * changed.
     *
     * @throws IOException if the store does not answer; nothing is lost then
     */
    public void look() throws IOException {
        lock.lock();
        try {
            if (!closed) {
                readOpen();
                assign();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The next look assigns what could not be kept. */
    private void assignWhatCanBe() {
        try {
            assign();
        } catch (IOException e) {
            LOG.warn("benchmarks are assigned later: {}", e.getMessage());
        }
    }

    private void readOpen() throws IOException {
        Set<String> open = new HashSet<>();
        for (BenchmarkJob job : parts.store().open()) {
            open.add(job.name());
            Entry known = entries.get(job.name());
            if (known != null && !known.job.submitted().equals(job.submitted())) {
                drop(known);
                known = null;
            }
            if (known == null && job.status() == BenchmarkStatus.QUEUED) {
                Entry entry = new Entry(numbers++, job);
                entries.put(job.name(), entry);
                cluster.add(entry);
                parts.listener().changed(job);
            }
        }
        for (Entry entry : List.copyOf(entries.values())) {
            if (!open.contains(entry.job.name())) {
                cancelled(entry);
            }
        }
    }

    private void cancelled(Entry entry) throws IOException {
        drop(entry);
        Optional<BenchmarkJob> now = parts.store().get(entry.job.name());
        now.ifPresent(parts.listener()::changed);
        settle();
    }

    private void drop(Entry entry) {
        cluster.remove(entry);
        entries.remove(entry.job.name(), entry);
        Thread thread = entry.thread;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void assign() throws IOException {
        Instant now = parts.clock().instant();
        SortedSet<ClientId> present = believed();
        cluster.place(present, now);
        for (Map.Entry<ClientId, Entry> next : cluster.takeNext(now).entrySet()) {
            run(next.getKey(), next.getValue(), now);
        }
        for (Entry entry : cluster.unplaced()) {
            sayThatItWaits(entry);
        }
    }

    /** Those that are there, and were heard of since they last left an order unanswered. */
    private SortedSet<ClientId> believed() {
        SortedSet<ClientId> believed = new TreeSet<>();
        parts.followers().present().forEach((follower, heard) -> {
            Instant since = lost.get(follower);
            if (since != null && heard.isAfter(since)) {
                lost.remove(follower);
                since = null;
            }
            if (since == null && !incapable.contains(follower)) {
                believed.add(follower);
                seen.add(follower.value());
            }
        });
        return believed;
    }

    private void sayThatItWaits(Entry entry) throws IOException {
        String why = "no follower that matches '" + entry.job.spec().device() + "' is there";
        if (!entry.job.reason().equals(why)) {
            LOG.info("benchmark {} waits: {}", entry.job.name(), why);
            parts.store().replace(entry.job.queued(why)).ifPresent(kept -> {
                entry.job = kept;
                parts.listener().changed(kept);
            });
        }
    }

    private void run(ClientId follower, Entry entry, Instant now) throws IOException {
        Optional<BenchmarkJob> kept;
        try {
            kept = parts.store().replace(entry.job.running(follower.value(), now, entry.estimate));
        } catch (IOException e) {
            cluster.add(entry);
            throw e;
        }
        if (kept.isEmpty()) {
            // Somebody cancelled it: the next look will tell.
            entries.remove(entry.job.name(), entry);
            return;
        }
        entry.job = kept.get();
        parts.listener().changed(entry.job);
        send(follower, entry);
    }

    private void send(ClientId follower, Entry entry) {
        cluster.runs(follower, entry);
        BenchmarkJob job = entry.job;
        entry.thread = Thread.ofVirtual().name("benchmark-" + job.name()).start(() -> attempt(follower, entry, job));
    }

    private void attempt(ClientId follower, Entry entry, BenchmarkJob job) {
        try {
            Optional<Verdict> verdict = ask(follower, entry, job);
            while (!finished(follower, entry, job, verdict)) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            LOG.debug("benchmark {} is not waited for any more", job.name());
        } finally {
            entry.ordered.countDown();
        }
    }

    /** Empty if no reply will come. */
    private Optional<Verdict> ask(ClientId follower, Entry entry, BenchmarkJob job) throws InterruptedException {
        Duration limit = parts.settings().limit(entry.estimate);
        TaskOrder order;
        try {
            order = BenchmarkOrders.order(job, follower, trained(job), limit);
        } catch (IllegalArgumentException e) {
            return Optional.of(new Verdict.Impossible(String.valueOf(e.getMessage())));
        } catch (IOException e) {
            return notSent("its model cannot be read: " + e.getMessage());
        }
        try (Replies replies = parts.transport().dispatch(List.of(order))) {
            entry.ordered.countDown();
            Optional<Arrival> arrival = replies.next(replies.dispatchedAt().plus(limit));
            return arrival.map(came -> Verdict.on(job.spec(), came.reply()));
        } catch (UncheckedIOException | IllegalStateException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while it sent an order");
            }
            return notSent("its order could not be sent: " + e.getMessage());
        }
    }

    /** Not at once again, as it may be so for a while. */
    private static Optional<Verdict> notSent(String why) throws InterruptedException {
        LOG.warn("a benchmark waits {} s: {}", PAUSE.toSeconds(), why);
        Thread.sleep(PAUSE);
        return Optional.of(new Verdict.NotSent(why));
    }

    private Optional<GlobalModel> trained(BenchmarkJob job) throws IOException {
        return job.spec().model() instanceof ModelChoice.Trained choice
                ? Optional.of(parts.models().get(choice))
                : Optional.empty();
    }

    /** False if it cannot be kept now. */
    private boolean finished(ClientId follower, Entry entry, BenchmarkJob job, Optional<Verdict> verdict)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (closed || entries.get(job.name()) != entry) {
                return true;
            }
            Optional<BenchmarkJob> kept = keep(follower, job, verdict);
            cluster.remove(entry);
            forget(BenchmarkOrders.id(job, follower));
            if (kept.isEmpty()) {
                entries.remove(job.name(), entry);
                LOG.info("benchmark {} was changed by somebody else; what came of it is dropped", job.name());
            } else {
                goOn(follower, entry, kept.get(), verdict);
            }
            entry.thread = null;
            settle();
            assignWhatCanBe();
            return true;
        } catch (IOException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while it wrote");
            }
            LOG.warn("what came of benchmark {} is kept in {} s: {}", job.name(), PAUSE.toSeconds(), e.getMessage());
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Optional<BenchmarkJob> keep(ClientId follower, BenchmarkJob job, Optional<Verdict> verdict)
            throws IOException {
        if (verdict.isEmpty()) {
            return parts.store().replace(again(job, follower + " was lost or too slow"));
        }
        return switch (verdict.get()) {
            case Verdict.Measured measured -> keep(follower, job, measured);
            case Verdict.Again again -> parts.store().replace(again(job, follower + ": " + again.why()));
            case Verdict.Incapable _, Verdict.NotSent _ -> parts.store().replace(job.notTried());
            case Verdict.Impossible impossible ->
                parts.store().replace(ended(job, BenchmarkStatus.FAILED, OptionalDouble.empty(), impossible.why()));
        };
    }

    private Optional<BenchmarkJob> keep(ClientId follower, BenchmarkJob job, Verdict.Measured measured)
            throws IOException {
        parts.store().keepResult(job.name(), measured.bytes());
        double took = measured.result().took().toNanos() / 1e9;
        Optional<BenchmarkJob> kept =
                parts.store().replace(ended(job, BenchmarkStatus.DONE, OptionalDouble.of(took), ""));
        if (kept.isPresent()) {
            String kind = measured.result().device().kind();
            Estimates better = knowledge.estimates().after(job.spec(), kind, Actuals.of(measured.result()));
            knowledge = knowledge.after(follower.value(), kind, better);
            keepKnowledge();
        }
        return kept;
    }

    /** It is kept again after the next benchmark. */
    private void keepKnowledge() {
        try {
            parts.store().keep(knowledge);
        } catch (IOException e) {
            LOG.warn("what was learnt is not kept yet: {}", e.getMessage());
        }
    }

    private BenchmarkJob again(BenchmarkJob job, String why) {
        return job.attempt() < parts.settings().attempts()
                ? job.queued(why)
                : ended(
                        job,
                        BenchmarkStatus.FAILED,
                        OptionalDouble.empty(),
                        "given up after " + job.attempt() + " attempts; the last: " + why);
    }

    private BenchmarkJob ended(BenchmarkJob job, BenchmarkStatus how, OptionalDouble took, String why) {
        return job.ended(how, parts.clock().instant(), took, why);
    }

    private void goOn(ClientId follower, Entry entry, BenchmarkJob kept, Optional<Verdict> verdict) {
        if (verdict.isEmpty()) {
            lost.put(follower, parts.clock().instant());
        } else if (verdict.get() instanceof Verdict.Incapable) {
            LOG.info("{} runs no benchmarks", follower);
            incapable.add(follower);
        } else if (verdict.get() instanceof Verdict.Again) {
            entry.failedOn.add(follower);
        }
        entry.job = kept;
        if (kept.status() == BenchmarkStatus.QUEUED) {
            LOG.info("benchmark {} is tried again: {}", kept.name(), kept.reason());
            cluster.add(entry);
        } else {
            entries.remove(kept.name(), entry);
            batch.add(kept);
        }
        parts.listener().changed(kept);
    }

    private void forget(TaskId task) {
        try {
            parts.done().forget(task);
        } catch (IOException e) {
            LOG.warn("the reply to {} stays in the journal: {}", task, e.getMessage());
        }
    }

    private void settle() {
        if (entries.isEmpty()) {
            Optional<Shadow> shadow = Shadow.of(batch, seen);
            batch.clear();
            seen.clear();
            shadow.ifPresent(this::tell);
            settled.signalAll();
        }
    }

    private void tell(Shadow shadow) {
        LOG.info(
                "{} benchmarks done in the mean {} s after submission; round robin, first come first served: {} s",
                shadow.jobs(),
                shadow.mean(),
                shadow.baselineMean());
        parts.listener().batch(shadow);
    }

    /** Waits until nothing is left to be done. */
    public void awaitSettled() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!entries.isEmpty() && !closed) {
                settled.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Stops waiting; what runs is taken up by the next leader. */
    @Override
    public void close() {
        List<Thread> threads = new ArrayList<>();
        lock.lock();
        try {
            closed = true;
            settled.signalAll();
            for (Entry entry : entries.values()) {
                Thread thread = entry.thread;
                if (thread != null) {
                    threads.add(thread);
                }
            }
        } finally {
            lock.unlock();
        }
        try {
            watching.close();
        } catch (Exception e) {
            LOG.warn("followers are still watched: {}", e.getMessage());
        }
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
