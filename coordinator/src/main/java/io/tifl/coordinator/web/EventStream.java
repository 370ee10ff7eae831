package io.tifl.coordinator.web;

import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Server-sent events of something that can be watched, for as long as somebody reads them. */
public final class EventStream {
    private EventStream() {}

    /** One thing that happened. */
    public interface Event {
        /** Of its kind. */
        String name();

        /** For JSON. */
        Object data();
    }

    /**
     * Sends what happens from now on.
     *
     * @param watch has a watcher told of events, until what it returns is closed
     */
    public static <E extends Event> SseEmitter of(Function<Consumer<E>, AutoCloseable> watch) {
        SseEmitter emitter = new SseEmitter(0L);
        AutoCloseable watching = watch.apply(event -> send(emitter, event));
        emitter.onCompletion(() -> close(watching));
        emitter.onError(_ -> close(watching));
        return emitter;
    }

    private static void send(SseEmitter emitter, Event event) {
        try {
            emitter.send(SseEmitter.event().name(event.name()).data(event.data(), MediaType.APPLICATION_JSON));
        } catch (IOException | IllegalStateException e) {
            emitter.completeWithError(e);
        }
    }

    private static void close(AutoCloseable watching) {
        try {
            watching.close();
        } catch (Exception e) {
            throw new IllegalStateException("a watcher cannot be closed", e);
        }
    }
}
