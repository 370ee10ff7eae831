package io.tifl.coordinator.app;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.springframework.context.support.GenericApplicationContext;

/** Keeps the spans that a service exports. Thread-safe. */
final class SpanCollector implements SpanExporter {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<SpanData> spans = new ArrayList<>();

    void registerIn(GenericApplicationContext context) {
        context.registerBean("spans", SpanExporter.class, () -> this);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> some) {
        lock.lock();
        try {
            spans.addAll(some);
            more.signalAll();
        } finally {
            lock.unlock();
        }
        return CompletableResultCode.ofSuccess();
    }

    /** All spans, once they are enough; fails after half a minute. */
    List<SpanData> await(Predicate<List<SpanData>> enough) throws InterruptedException {
        long left = Duration.ofSeconds(30).toNanos();
        lock.lock();
        try {
            while (!enough.test(spans)) {
                if (left <= 0) {
                    throw new AssertionError("still " + spans);
                }
                left = more.awaitNanos(left);
            }
            return List.copyOf(spans);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableResultCode flush() {
        return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
        return CompletableResultCode.ofSuccess();
    }
}
