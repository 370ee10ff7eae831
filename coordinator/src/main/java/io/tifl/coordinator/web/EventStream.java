package io.tifl.coordinator.web;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * Server-sent events of something that can be watched, for as long as somebody reads them. Each reader has a thread of its own,
 * so one that is slow holds up nobody; it is cut off when it is too far behind, and comes again.
 */
public final class EventStream {
    private static final int FAR_BEHIND = 4096;
    private static final long HEARTBEAT_SECONDS = 15;

    /** The name of an event after which no other comes: readers are sent away. */
    public static final String END = "end";

    private EventStream() {}

    /** One thing that happened. */
    public interface Event {
        /** Of its kind. */
        String name();

        /** For JSON. */
        Object data();
    }

    /**
     * Sends what happens from now on, and a comment at once and in each quarter of a minute in which nothing does.
     *
     * @param watch has a watcher told of events, until what it returns is closed
     */
    public static <E extends Event> SseEmitter of(Function<Consumer<E>, AutoCloseable> watch) {
        SseEmitter emitter = new SseEmitter(0L);
        BlockingQueue<Event> events = new ArrayBlockingQueue<>(FAR_BEHIND);
        Thread sender = Thread.ofVirtual().name("events").unstarted(() -> send(emitter, events));
        AutoCloseable watching = watch.apply(event -> {
            if (!events.offer(event)) {
                sender.interrupt();
            }
        });
        emitter.onCompletion(() -> close(watching, sender));
        emitter.onError(_ -> close(watching, sender));
        sender.start();
        return emitter;
    }

    private static void send(SseEmitter emitter, BlockingQueue<Event> events) {
        try {
            emitter.send(SseEmitter.event().comment("here"));
            Event event = null;
            while (event == null || !event.name().equals(END)) {
                event = events.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
                emitter.send(
                        event == null
                                ? SseEmitter.event().comment("still here")
                                : SseEmitter.event().name(event.name()).data(event.data(), MediaType.APPLICATION_JSON));
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            emitter.completeWithError(e);
        } catch (InterruptedException _) {
            emitter.complete();
        }
    }

    private static void close(AutoCloseable watching, Thread sender) {
        sender.interrupt();
        try {
            watching.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watcher cannot be closed", e);
        }
    }
}
