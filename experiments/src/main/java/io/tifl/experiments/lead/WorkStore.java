package io.tifl.experiments.lead;

import io.tifl.experiments.benchmark.lead.Shelf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Works as JSON on a {@link Shelf}; doubles are written so that they are read as the same bits. Thread-safe. */
public final class WorkStore<T extends LedWork<T>> {
    private static final int PAGE = 100;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Shelf shelf;
    private final String kind;
    private final Class<T> type;

    /**
     * Of one kind of works.
     *
     * @param kind of document, and what messages call one
     * @param type as which a document is read
     */
    public WorkStore(Shelf shelf, String kind, Class<T> type) {
        this.shelf = shelf;
        this.kind = kind;
        this.type = type;
    }

    String kind() {
        return kind;
    }

    /**
     * A work as it is kept.
     *
     * @param revision counts its changes
     */
    public record Kept<T>(T work, long revision) {}

    /** @return false if the name is taken */
    public boolean create(T work) throws IOException {
        return shelf.create(kind, work.name(), work.status().toString(), JSON.writeValueAsBytes(work));
    }

    /**
     * Keeps a change.
     *
     * @return false if somebody else changed it since that revision
     */
    public boolean replace(T work, long revision) throws IOException {
        return shelf.replace(kind, work.name(), revision, work.status().toString(), JSON.writeValueAsBytes(work));
    }

    /**
     * Cancels one that is not over; whoever leads finds it in the store.
     *
     * @return what it is now; empty if there is none
     */
    public Optional<T> cancel(String name) throws IOException {
        while (true) {
            Optional<Kept<T>> kept = get(name);
            if (kept.isEmpty() || kept.get().work().hasEnded()) {
                return kept.map(Kept::work);
            }
            T cancelled = kept.get().work().ended(LedWork.Status.CANCELLED, "somebody cancelled it");
            if (replace(cancelled, kept.get().revision())) {
                return Optional.of(cancelled);
            }
        }
    }

    public void delete(String name) throws IOException {
        shelf.delete(kind, name);
    }

    public Optional<Kept<T>> get(String name) throws IOException {
        Optional<Shelf.Sheet> sheet = shelf.get(kind, name);
        return sheet.isEmpty() ? Optional.empty() : Optional.of(read(sheet.get()));
    }

    /** In the order of their names. */
    public List<Kept<T>> page(Optional<String> status, Optional<String> after, int limit) throws IOException {
        List<Kept<T>> page = new ArrayList<>();
        for (Shelf.Sheet sheet : shelf.page(kind, status, after, limit)) {
            page.add(read(sheet));
        }
        return page;
    }

    /** All that run. */
    List<Kept<T>> running() throws IOException {
        Optional<String> status = Optional.of(LedWork.Status.RUNNING.toString());
        List<Kept<T>> all = new ArrayList<>();
        List<Kept<T>> page = page(status, Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page(status, Optional.of(page.getLast().work().name()), PAGE);
        }
        return all;
    }

    private Kept<T> read(Shelf.Sheet sheet) throws IOException {
        try {
            return new Kept<>(JSON.readValue(sheet.content(), type), sheet.revision());
        } catch (JacksonException e) {
            throw new IOException(
                    "what is kept of the " + kind + " '" + sheet.id() + "' is damaged: " + e.getOriginalMessage(), e);
        }
    }
}
