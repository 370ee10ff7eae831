package io.tifl.client.kafka;

import io.tifl.client.http.Identity;
import io.tifl.protocol.kafka.Announcement;
import io.tifl.protocol.kafka.Notice;
import io.tifl.protocol.kafka.ReplyPiece;
import io.tifl.protocol.kafka.Seal;
import io.tifl.protocol.wire.MalformedMessageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the coordinator says to one client: answers, by the number of what was asked, and orders that came when nobody waited
 * for one any more. Thread-safe.
 */
final class Postbox {
    private static final Logger LOG = LoggerFactory.getLogger(Postbox.class);
    private static final int MOST_LATE = 16;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition came = lock.newCondition();
    private final Map<Long, Notice.Body> answers = new HashMap<>();
    private final Set<Long> calls = new HashSet<>();
    private final Set<Long> sendings = new HashSet<>();
    private final Queue<Notice.Order> late = new ArrayDeque<>();
    private final Identity identity;
    private final String instance;
    private final Seal seal;
    private String season = "";
    private long epoch;
    private long last;
    private long lastOrdered;

    /**
     * @param instance by which answers to this run of the program are known
     * @param last number that may have been used before this run
     */
    Postbox(Identity identity, String instance, long last) {
        this.identity = identity;
        this.instance = instance;
        this.seal = Notice.seal(identity.key());
        this.last = last;
    }

    Identity identity() {
        return identity;
    }

    /** What replies are sealed with where that is asked for. */
    Seal replySeal() {
        return ReplyPiece.seal(identity.key());
    }

    String instance() {
        return instance;
    }

    /** What calls have to name; empty before the first answer. */
    String season() {
        lock.lock();
        try {
            return season;
        } finally {
            lock.unlock();
        }
    }

    /** A number above all before, for a call that is made now and whose answer is awaited. */
    long expectAnswer() {
        return expect(calls);
    }

    /** A number above all before, for a reply that is sent now and whose receipt is awaited. */
    long expectReceipt() {
        return expect(sendings);
    }

    private long expect(Set<Long> numbers) {
        lock.lock();
        try {
            numbers.add(++last);
            return last;
        } finally {
            lock.unlock();
        }
    }

    private boolean isExpected(long number) {
        return calls.contains(number) || sendings.contains(number);
    }

    /** Waits for an answer; empty if there was none in time. */
    Optional<Notice.Body> await(long number, Duration patience) throws InterruptedException {
        long nanos = patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!answers.containsKey(number) && nanos > 0) {
                nanos = came.awaitNanos(nanos);
            }
            return Optional.ofNullable(answers.remove(number));
        } finally {
            lock.unlock();
        }
    }

    /** The answer is not awaited any more. An order that came nevertheless stays. */
    void forget(long number) {
        lock.lock();
        try {
            calls.remove(number);
            sendings.remove(number);
            if (answers.remove(number) instanceof Notice.Order order) {
                late.add(order);
            }
        } finally {
            lock.unlock();
        }
    }

    /** An order that came when nobody waited for one, the oldest. */
    Optional<Notice.Order> late() {
        lock.lock();
        try {
            return Optional.ofNullable(late.poll());
        } finally {
            lock.unlock();
        }
    }

    /** A record with this client's key. One that is not from the coordinator, or not for this run, is left unread. */
    void received(byte[] sealed) {
        try {
            Notice notice = Notice.open(seal, identity.client().value(), sealed);
            if (notice.instance().equals(instance)) {
                received(notice);
            }
        } catch (MalformedMessageException e) {
            LOG.debug("{} cannot read a notice: {}", identity.client(), e.getMessage());
        }
    }

    private void received(Notice notice) {
        lock.lock();
        try {
            if (notice.epoch() < epoch) {
                return;
            }
            epoch = notice.epoch();
            season = notice.season();
            switch (notice.body()) {
                case Notice.Again(long from) -> last = Math.max(last, from - 1);
                case Notice.Order order -> {
                    if (notice.number() <= lastOrdered) {
                        return; // heard before
                    }
                    lastOrdered = notice.number();
                    if (!isExpected(notice.number()) && late.size() < MOST_LATE) {
                        late.add(order);
                    }
                }
                case Notice.Nothing _, Notice.Receipt _, Notice.Lease _, Notice.Later _, Notice.Refused _ -> {}
            }
            if (isExpected(notice.number())) {
                answers.put(notice.number(), notice.body());
                came.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A coordinator began to listen: it has not heard what was called before. Replies it reads. */
    void announced(Announcement announcement) {
        lock.lock();
        try {
            if (announcement.epoch() < epoch || announcement.season().equals(season)) {
                return;
            }
            epoch = announcement.epoch();
            season = announcement.season();
            for (long number : calls) {
                answers.putIfAbsent(number, new Notice.Again(0));
            }
            came.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
