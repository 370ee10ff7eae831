package io.tifl.coordinator.http;

import io.tifl.coordinator.content.Content;
import io.tifl.coordinator.observe.Instruments;
import io.tifl.coordinator.observe.Meters;
import io.tifl.coordinator.observe.Metric;
import io.tifl.coordinator.observe.Traces;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import io.tifl.protocol.transport.Arrival;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.protocol.transport.Replies;
import io.tifl.protocol.transport.ReplyQueue;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireMessage;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where orders lie until their clients fetch them, and where replies come in. Thread-safe.
 *
 * <p>An order is leased to its client when it is fetched; a client that falls silent gets it again. A reply is journaled
 * before it is acknowledged and handed on, so that a crash loses none; a dispatch that repeats one from before the crash
 * finds these replies there. Nonces are made from a key and the task, so that they too survive.
 */
public final class OrderDesk implements CoordinatorTransport, AutoCloseable {
    private static final SequencedMap<TaskId, OpenOrder> NONE =
            Collections.unmodifiableSequencedMap(new LinkedHashMap<>());

    // One lock for everything: what is done under it takes microseconds.
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<TaskId, OpenOrder> open = new HashMap<>();
    private final Map<ClientId, SequencedMap<TaskId, OpenOrder>> byClient = new HashMap<>();
    private final Map<ClientId, Poll> polls = new HashMap<>();
    private final Map<JobId, Long> dispatched = new HashMap<>();
    /** Orders that nobody waits for any more and that were not answered before; their rounds may still be committed. */
    private final Map<JobId, Set<TaskId>> unread = new HashMap<>();

    private final ReplyJournal journal;
    private final ClientKey key;
    private final WireFormat format;
    private final Duration lease;
    private final InstantSource clock;
    private final Meters meters;
    private final Traces traces;
    private boolean suspended;
    private boolean closed;

    /** What became of a reply. */
    public enum Receipt {
        /** It is the first to its order, and journaled. */
        COUNTED("counted-once"),
        /** It was there already. */
        KNOWN("known"),
        /** The order was answered otherwise before. */
        ALREADY_ANSWERED("already-answered"),
        /** Nobody waits for it. */
        WITHDRAWN("order-withdrawn"),
        /** It cannot be said yet: its round is being committed, or about to be taken up again after a crash or a change of the lead. */
        PENDING("unavailable");

        private final String code;

        Receipt(String code) {
            this.code = code;
        }

        /** What it is called in {@code docs/http-api.md}. */
        public String code() {
            return code;
        }
    }

    /** What became of the wish to go on with an order. */
    public enum Renewal {
        /** The order is the client's for longer, or answered. */
        RENEWED,
        /** Nobody waits for it. */
        WITHDRAWN,
        /** Its round is about to be taken up again. */
        PENDING
    }

    /**
     * @param key what nonces are made from
     * @param lease how long an order is a client's unless it renews; clients renew while they work
     * @param clock must not jump back
     */
    public OrderDesk(ReplyJournal journal, ClientKey key, WireFormat format, Duration lease, InstantSource clock) {
        this(journal, key, format, lease, clock, Instruments.none());
    }

    /** As above, with instruments that are told of orders and replies. */
    public OrderDesk(
            ReplyJournal journal,
            ClientKey key,
            WireFormat format,
            Duration lease,
            InstantSource clock,
            Instruments instruments) {
        this.meters = instruments.meters();
        this.traces = instruments.traces();
        meters.watch(Metric.ORDERS_OPEN, () -> counted(open));
        meters.watch(Metric.POLLS_WAITING, () -> counted(polls));
        meters.watch(Metric.CLIENTS_WORKING, () -> counted(byClient));
        this.journal = journal;
        this.key = key;
        this.format = format;
        this.lease = lease;
        this.clock = clock;
    }

    private int counted(Map<?, ?> some) {
        lock.lock();
        try {
            return some.size();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sends the orders, all of one round; those that were answered before a crash are answered at once, and the time the
     * crash took does not count.
     *
     * @throws UncheckedIOException if the journal cannot be read
     * @throws IllegalStateException if the desk is closed
     */
    @Override
    public Replies dispatch(List<TaskOrder> orders) {
        List<ReplyJournal.Entry> before = journaled(orders);
        return complete(dispatch(orders, before), () -> journaled(orders));
    }

    /** Whoever journaled a reply while the journal was read may have found that nobody waits for it: it is looked into again. */
    private Replies complete(Replies replies, Supplier<Collection<ReplyJournal.Entry>> journaled) {
        boolean complete = false;
        try {
            handOnMissed(journaled.get());
            complete = true;
            return replies;
        } finally {
            if (!complete) {
                replies.close();
            }
        }
    }

    private Replies dispatch(List<TaskOrder> orders, List<ReplyJournal.Entry> before) {
        lock.lock();
        try {
            requireOpen();
            requireNew(orders);
            orders.forEach(order -> unread.remove(order.id().job()));
            Duration past = before.stream()
                    .map(ReplyJournal.Entry::elapsed)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            Instant now = clock.instant();
            Instant first = now.minus(past);
            DeskReplies replies = new DeskReplies(
                    this,
                    new ReplyQueue(lock.newCondition()),
                    first,
                    beyond(orders, before),
                    Duration.ZERO,
                    now.plus(lease));
            List<DeskReplies.Repeated> repeated = before.stream()
                    .map(entry -> new DeskReplies.Repeated(entry, first.plus(entry.elapsed())))
                    .toList();
            send(sent(orders, first), replies, repeat(repeated, replies));
            return replies;
        } finally {
            lock.unlock();
        }
    }

    private static List<Sent> sent(List<TaskOrder> orders, Instant at) {
        return orders.stream().map(order -> new Sent(order, at)).toList();
    }

    /**
     * Takes up orders, of one job and any of its rounds: those that were answered before are answered at once, in the order in
     * which that happened, and the others are handed out again. The time from the last sign of them until now does not count.
     *
     * @throws UncheckedIOException if the journal cannot be read
     * @throws IllegalStateException if the desk is closed
     */
    @Override
    public Replies takeUp(List<Sent> sent) {
        return complete(takeUp(sent, journaledTo(sent)), () -> journaledTo(sent).values());
    }

    private Replies takeUp(List<Sent> sent, Map<TaskId, ReplyJournal.Entry> answered) {
        List<TaskOrder> orders = sent.stream().map(Sent::order).toList();
        lock.lock();
        try {
            requireOpen();
            requireNew(orders);
            orders.forEach(order -> unread.remove(order.id().job()));
            Instant now = clock.instant();
            Duration outage = lastSign(sent, answered)
                    .map(last -> Duration.between(last, now))
                    .orElse(Duration.ZERO);
            DeskReplies replies =
                    new DeskReplies(this, new ReplyQueue(lock.newCondition()), now, List.of(), outage, now.plus(lease));
            List<Sent> later = sent.stream()
                    .map(one -> new Sent(one.order(), one.at().plus(outage)))
                    .toList();
            send(later, replies, repeat(repeated(later, answered), replies));
            return replies;
        } finally {
            lock.unlock();
        }
    }

    private Map<TaskId, ReplyJournal.Entry> journaledTo(List<Sent> sent) {
        Map<Long, TaskOrder> rounds = new TreeMap<>();
        Set<TaskId> tasks = new HashSet<>();
        for (Sent one : sent) {
            rounds.put(one.order().id().round(), one.order());
            tasks.add(one.order().id());
        }
        Map<TaskId, ReplyJournal.Entry> answered = new HashMap<>();
        for (TaskOrder order : rounds.values()) {
            for (ReplyJournal.Entry entry : journaled(List.of(order))) {
                if (tasks.contains(entry.task())) {
                    answered.put(entry.task(), entry);
                }
            }
        }
        return answered;
    }

    /** When the last of some orders went out or was answered. */
    private static Optional<Instant> lastSign(List<Sent> sent, Map<TaskId, ReplyJournal.Entry> answered) {
        return sent.stream()
                .map(one -> arrival(one, answered.get(one.order().id())).orElse(one.at()))
                .max(Comparator.naturalOrder());
    }

    private static Optional<Instant> arrival(Sent sent, ReplyJournal.@Nullable Entry answer) {
        return Optional.ofNullable(answer).map(entry -> sent.at().plus(entry.elapsed()));
    }

    private static List<DeskReplies.Repeated> repeated(List<Sent> sent, Map<TaskId, ReplyJournal.Entry> answered) {
        List<DeskReplies.Repeated> repeated = new ArrayList<>();
        for (Sent one : sent) {
            ReplyJournal.Entry entry = answered.get(one.order().id());
            arrival(one, entry)
                    .ifPresent(at -> repeated.add(new DeskReplies.Repeated(Objects.requireNonNull(entry), at)));
        }
        repeated.sort(Comparator.comparing(DeskReplies.Repeated::at));
        return repeated;
    }

    /** Hands on what is waited for and has not been handed on. */
    private void handOnMissed(Collection<ReplyJournal.Entry> entries) {
        for (ReplyJournal.Entry entry : entries) {
            Optional<Instant> sentAt = sentAt(entry.task());
            if (sentAt.isPresent() && answer(entry.task()).isEmpty()) {
                Instant at = sentAt.get().plus(entry.elapsed());
                boolean _ = handOn(arrival(new DeskReplies.Repeated(entry, at)), entry.digest());
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the desk is closed");
        }
    }

    private static List<TaskId> beyond(List<TaskOrder> orders, List<ReplyJournal.Entry> before) {
        if (before.isEmpty()) {
            return List.of();
        }
        Set<TaskId> again = new HashSet<>();
        orders.forEach(order -> again.add(order.id()));
        return before.stream()
                .map(ReplyJournal.Entry::task)
                .filter(task -> !again.contains(task))
                .toList();
    }

    private void send(List<Sent> sent, DeskReplies replies, Map<TaskId, OpenOrder.Answer> answers) {
        for (Sent one : sent) {
            TaskOrder order = one.order();
            OpenOrder opened =
                    new OpenOrder(order, replies, one.at(), clock.instant().plus(lease));
            open.put(order.id(), opened);
            note(order.id());
            meters.count(Metric.ORDERS_DISPATCHED);
            traces.ordered(order.id(), order.task());
            OpenOrder.Answer answer = answers.get(order.id());
            if (answer == null) {
                replies.watch(opened);
                offer(opened);
            } else {
                opened.answer(answer);
                traces.over(order.id(), "answered-before");
            }
        }
    }

    /** Orders of a new round: those before are committed. */
    private void note(TaskId task) {
        Long before = dispatched.get(task.job());
        if (before == null || before < task.round()) {
            dispatched.put(task.job(), task.round());
            unread.remove(task.job());
        }
    }

    void dispatchMore(DeskReplies replies, List<TaskOrder> orders, Instant at) {
        lock.lock();
        try {
            requireNew(orders);
            send(sent(orders, at), replies, Map.of());
            replies.look(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** An order's client gave no sign of life. */
    void noteGivenUp() {
        meters.count(Metric.ORDERS_GIVEN_UP);
    }

    List<TaskId> givenUp(DeskReplies replies) {
        lock.lock();
        try {
            return replies.queue().takeGivenUp();
        } finally {
            lock.unlock();
        }
    }

    private List<ReplyJournal.Entry> journaled(List<TaskOrder> orders) {
        if (orders.isEmpty()) {
            return List.of();
        }
        TaskId first = orders.getFirst().id();
        try {
            return journal.read(first.job(), first.round());
        } catch (IOException e) {
            throw new UncheckedIOException("the replies to round " + first.round() + " of " + first.job(), e);
        }
    }

    private void requireNew(List<TaskOrder> orders) {
        Set<TaskId> ids = new HashSet<>();
        for (TaskOrder order : orders) {
            if (open.containsKey(order.id()) || !ids.add(order.id())) {
                throw new IllegalArgumentException("task " + order.id() + " is ordered twice");
            }
        }
    }

    private static Map<TaskId, OpenOrder.Answer> repeat(List<DeskReplies.Repeated> repeated, DeskReplies replies) {
        Map<TaskId, OpenOrder.Answer> answers = new HashMap<>();
        for (DeskReplies.Repeated reply : repeated) {
            ReplyJournal.Entry entry = reply.entry();
            answers.put(
                    entry.task(),
                    new OpenOrder.Answer(entry.digest(), entry.message().length()));
            replies.repeat(reply);
        }
        return answers;
    }

    private Arrival arrival(DeskReplies.Repeated repeated) {
        ReplyJournal.Entry entry = repeated.entry();
        int bytes = entry.message().length();
        VectorMemory.expect(bytes);
        try {
            return new Arrival(reply(entry.task(), entry.message()), repeated.at(), bytes);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("the journaled reply to " + entry.task() + " is damaged", e);
        }
    }

    private void offer(OpenOrder order) {
        TaskId id = order.order().id();
        byClient.computeIfAbsent(id.client(), client -> new LinkedHashMap<>()).put(id, order);
        order.replies().expect(id);
        Poll poll = polls.remove(id.client());
        if (poll != null) {
            poll.end(Optional.of(hand(order)));
        }
    }

    /** Waits for an order of a client; a poll of the same client that still waits ends without one. */
    public void poll(ClientId client, Poll poll) {
        lock.lock();
        try {
            if (closed) {
                poll.end(Optional.empty());
                return;
            }
            Poll earlier = polls.remove(client);
            if (earlier != null) {
                earlier.end(Optional.empty());
            }
            Instant now = clock.instant();
            for (OpenOrder order : ordersOf(client)) {
                if (!order.isLeased(now)) {
                    poll.end(Optional.of(hand(order)));
                    return;
                }
            }
            polls.put(client, poll);
        } finally {
            lock.unlock();
        }
    }

    /** Gives up a wait, unless it has ended. */
    public void cancel(ClientId client, Poll poll) {
        lock.lock();
        try {
            if (polls.remove(client, poll)) {
                poll.end(Optional.empty());
            }
        } finally {
            lock.unlock();
        }
    }

    private List<OpenOrder> ordersOf(ClientId client) {
        return List.copyOf(byClient.getOrDefault(client, NONE).values());
    }

    private Poll.Handed hand(OpenOrder order) {
        Instant now = clock.instant();
        order.lease(now.plus(lease));
        if (order.fetch()) {
            meters.count(Metric.ORDERS_HANDED, "first");
            meters.time(Metric.ORDER_DELIVERY, Duration.between(order.sentAt(), now));
        } else {
            meters.count(Metric.ORDERS_HANDED, "again");
        }
        traces.fetched(order.order().id());
        return new Poll.Handed(
                WireOrder.withReference(order.order()), nonce(order.order().id()), lease);
    }

    /** What a reply to this task must be signed with. */
    public String nonce(TaskId task) {
        return key.sign(
                "tifl-nonce-1",
                task.job().value(),
                Long.toString(task.round()),
                task.client().value());
    }

    /** Lengthens the lease, and says what to tell the client. */
    public Renewal renewal(TaskId task) throws IOException {
        Renewal renewal = renewed(task);
        meters.count(Metric.LEASE_RENEWALS, renewal.name().toLowerCase(Locale.ROOT));
        return renewal;
    }

    private Renewal renewed(TaskId task) throws IOException {
        if (renew(task)) {
            return Renewal.RENEWED;
        }
        return switch (receiptOfClosed(task, ReplyJournal.ANY_REPLY)) {
            // Whoever does not know yet that its reply counts must not take it back: sending it again will tell.
            case KNOWN -> Renewal.RENEWED;
            case PENDING -> Renewal.PENDING;
            case COUNTED, ALREADY_ANSWERED, WITHDRAWN -> Renewal.WITHDRAWN;
        };
    }

    /** Lengthens the lease; false if nobody waits for the task any more. */
    boolean renew(TaskId task) {
        lock.lock();
        try {
            OpenOrder order = byClient.getOrDefault(task.client(), NONE).get(task);
            if (order != null) {
                order.lease(clock.instant().plus(lease));
            }
            return order != null;
        } finally {
            lock.unlock();
        }
    }

    /** A client began anew: what it had fetched before, it will need again. */
    public void restarted(ClientId client) {
        lock.lock();
        try {
            Instant until = clock.instant().plus(lease);
            ordersOf(client).forEach(order -> order.release(until));
        } finally {
            lock.unlock();
        }
    }

    /** A client left: nobody waits for what it was ordered any more. */
    public void left(ClientId client) {
        lock.lock();
        try {
            for (OpenOrder order : ordersOf(client)) {
                TaskId task = order.order().id();
                open.remove(task);
                takeBack(task);
                order.replies().queue().expectNoMore(task);
                if (order.giveUp()) {
                    order.replies().queue().giveUp(task);
                    meters.count(Metric.ORDERS_GIVEN_UP);
                }
                traces.over(task, "client-left");
            }
        } finally {
            lock.unlock();
        }
    }

    /** The reply that counts, if the task is open and was answered. */
    Optional<OpenOrder.Answer> answer(TaskId task) {
        lock.lock();
        try {
            return Optional.ofNullable(open.get(task)).flatMap(OpenOrder::answer);
        } finally {
            lock.unlock();
        }
    }

    /** Whether somebody waits for the task. */
    boolean isOpen(TaskId task) {
        lock.lock();
        try {
            return open.containsKey(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is to be said of a task nobody waits for.
     *
     * @param digest of the reply in question
     * @return {@link Receipt#KNOWN} if its acknowledgement must have been lost, {@link Receipt#PENDING} or
     *     {@link Receipt#WITHDRAWN}
     */
    Receipt receiptOfClosed(TaskId task, String digest) throws IOException {
        return switch (journal.fate(task, digest)) {
            // Journaled, but perhaps too late for the round that is being committed.
            case RECEIVED -> isUnsettled(task) ? Receipt.PENDING : Receipt.KNOWN;
            case CLOSED -> Receipt.WITHDRAWN;
            case PENDING -> isYetToCome(task) ? Receipt.PENDING : Receipt.WITHDRAWN;
        };
    }

    /**
     * What is to be said of a reply before it has come.
     *
     * @param digest of the reply
     * @return empty if it is waited for
     */
    public Optional<Receipt> receiptBefore(TaskId task, String digest) throws IOException {
        if (!isOpen(task)) {
            return Optional.of(receiptOfClosed(task, digest));
        }
        return answer(task).map(answer -> answer.digest().equals(digest) ? Receipt.KNOWN : Receipt.ALREADY_ANSWERED);
    }

    private boolean isUnsettled(TaskId task) {
        lock.lock();
        try {
            return !suspended && unread.getOrDefault(task.job(), Set.of()).contains(task);
        } finally {
            lock.unlock();
        }
    }

    private boolean isYetToCome(TaskId task) {
        lock.lock();
        try {
            return suspended || dispatched.getOrDefault(task.job(), -1L) < task.round() || open.containsKey(task);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes a reply in: journals it, and hands it to whoever waits.
     *
     * @param message one whole message; handed over, and its file, if any, may be gone afterwards
     * @throws MalformedMessageException if it is no reply to this task
     * @throws IOException if the journal cannot be written: the reply is not acknowledged then
     */
    public Receipt deliver(TaskId task, Content message, String digest) throws IOException, MalformedMessageException {
        Receipt receipt = taken(task, message, digest);
        meters.count(Metric.REPLIES_RECEIVED, receipt.code());
        meters.record(Metric.REPLY_BYTES, message.length());
        return receipt;
    }

    private Receipt taken(TaskId task, Content message, String digest) throws IOException, MalformedMessageException {
        TaskReply reply = reply(task, message);
        Optional<Instant> sentAt = sentAt(task);
        if (sentAt.isEmpty()) {
            return receiptOfClosed(task, digest);
        }
        Instant arrival = clock.instant();
        Duration elapsed = Duration.between(sentAt.get(), arrival);
        return switch (append(new ReplyJournal.Entry(task, message, digest, elapsed))) {
            case SAME -> Receipt.KNOWN;
            case OTHER -> Receipt.ALREADY_ANSWERED;
            case CLOSED -> receiptOfClosed(task, digest);
            case FIRST ->
                handOn(new Arrival(reply, arrival, message.length()), digest)
                        ? Receipt.COUNTED
                        : receiptOfClosed(task, digest);
        };
    }

    private ReplyJournal.Verdict append(ReplyJournal.Entry entry) throws IOException {
        long began = System.nanoTime();
        ReplyJournal.Verdict verdict = journal.append(entry);
        meters.timeSince(Metric.REPLY_JOURNAL, began);
        return verdict;
    }

    private TaskReply reply(TaskId task, Content message) throws MalformedMessageException {
        if (!(format.decode(message.bytes()) instanceof WireMessage.Reply(TaskReply reply))) {
            throw new MalformedMessageException("expected a reply");
        }
        if (!reply.id().equals(task)) {
            throw new MalformedMessageException("expected the reply to " + task + ", got that to " + reply.id());
        }
        return reply;
    }

    /** When the order went out, if somebody waits for its reply. */
    private Optional<Instant> sentAt(TaskId task) {
        lock.lock();
        try {
            return Optional.ofNullable(open.get(task)).map(OpenOrder::sentAt);
        } finally {
            lock.unlock();
        }
    }

    private boolean handOn(Arrival arrival, String digest) {
        lock.lock();
        try {
            TaskId task = arrival.reply().id();
            OpenOrder order = open.get(task);
            if (order != null && order.answer().isEmpty()) {
                order.replies().queue().arrived(arrival);
                order.answer(new OpenOrder.Answer(digest, arrival.wireBytes()));
                takeBack(task);
                traces.over(task, arrival.reply() instanceof TaskReply.Failed ? "failed" : "answered");
            }
            // What is journaled counts when the round is taken up again.
            return order != null || suspended;
        } finally {
            lock.unlock();
        }
    }

    private void takeBack(TaskId task) {
        SequencedMap<TaskId, OpenOrder> orders = byClient.get(task.client());
        if (orders != null) {
            orders.remove(task);
            if (orders.isEmpty()) {
                byClient.remove(task.client());
            }
        }
    }

    Optional<Arrival> next(DeskReplies replies, Instant deadline) throws InterruptedException {
        // Not before it is asked for, nor under the lock: all bytes of a reply are read, and are in memory then.
        Optional<DeskReplies.Repeated> journaled = takeJournaled(replies, deadline);
        return journaled.isPresent() ? Optional.of(arrival(journaled.get())) : nextOfClients(replies, deadline);
    }

    private Optional<DeskReplies.Repeated> takeJournaled(DeskReplies replies, Instant deadline)
            throws InterruptedException {
        lock.lockInterruptibly();
        try {
            return replies.takeJournaled(deadline);
        } finally {
            lock.unlock();
        }
    }

    private Optional<Arrival> nextOfClients(DeskReplies replies, Instant deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Instant until = replies.nextLook().isBefore(deadline) ? replies.nextLook() : deadline;
                Optional<Arrival> arrival = replies.queue().await(until, deadline, clock);
                Instant now = clock.instant();
                if (arrival.isPresent() || replies.queue().isToBeLookedAt() || !now.isBefore(deadline)) {
                    return arrival;
                }
                replies.look(now);
            }
        } finally {
            lock.unlock();
        }
    }

    void withdraw(DeskReplies replies) {
        lock.lock();
        try {
            replies.end().forEach(this::withdraw);
        } finally {
            lock.unlock();
        }
    }

    void withdraw(DeskReplies replies, List<TaskId> tasks) {
        lock.lock();
        try {
            for (TaskId task : tasks) {
                replies.forget(task);
                withdraw(task);
            }
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(TaskId task) {
        OpenOrder order = open.remove(task);
        takeBack(task);
        if (order == null || order.answer().isEmpty()) {
            unread.computeIfAbsent(task.job(), _ -> new HashSet<>()).add(task);
        }
        if (order != null) {
            // Whoever is not waited for is not given up either.
            boolean _ = order.giveUp();
            if (order.answer().isEmpty()) {
                meters.count(Metric.ORDERS_WITHDRAWN);
                traces.over(task, "withdrawn");
            }
        }
    }

    /** The last round of a job was cut short, not over: replies that are journaled count when it is taken up again. */
    public void cutShort(JobId job) {
        lock.lock();
        try {
            unread.remove(job);
        } finally {
            lock.unlock();
        }
    }

    /**
     * From now on rounds are cut short rather than over, to be taken up by whoever leads next: nobody is told any more to
     * forget a reply to one.
     */
    public void suspend() {
        lock.lock();
        try {
            suspended = true;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every wait, of clients and of rounds. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            polls.values().forEach(poll -> poll.end(Optional.empty()));
            polls.clear();
            open.values().stream().map(OpenOrder::replies).distinct().toList().forEach(this::withdraw);
        } finally {
            lock.unlock();
        }
    }
}
