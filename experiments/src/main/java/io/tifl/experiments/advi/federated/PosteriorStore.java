package io.tifl.experiments.advi.federated;

import io.tifl.experiments.benchmark.lead.Shelf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Fits of posteriors as JSON on a {@link Shelf}; doubles are written so that they are read as the same bits. Thread-safe. */
public final class PosteriorStore {
    private static final String POSTERIORS = "posterior";
    private static final int PAGE = 100;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Shelf shelf;

    public PosteriorStore(Shelf shelf) {
        this.shelf = shelf;
    }

    /**
     * A fit as it is kept.
     *
     * @param revision counts its changes
     */
    public record Kept(PosteriorFit fit, long revision) {}

    /** @return false if the name is taken */
    public boolean create(PosteriorFit fit) throws IOException {
        return shelf.create(POSTERIORS, fit.definition().name(), label(fit), bytes(fit));
    }

    /**
     * Keeps a change.
     *
     * @return false if somebody else changed it since that revision
     */
    public boolean replace(PosteriorFit fit, long revision) throws IOException {
        return shelf.replace(POSTERIORS, fit.definition().name(), revision, label(fit), bytes(fit));
    }

    public void delete(String name) throws IOException {
        shelf.delete(POSTERIORS, name);
    }

    public Optional<Kept> get(String name) throws IOException {
        Optional<Shelf.Sheet> sheet = shelf.get(POSTERIORS, name);
        return sheet.isEmpty() ? Optional.empty() : Optional.of(read(sheet.get()));
    }

    /** In the order of their names. */
    public List<Kept> page(Optional<String> status, Optional<String> after, int limit) throws IOException {
        List<Kept> page = new ArrayList<>();
        for (Shelf.Sheet sheet : shelf.page(POSTERIORS, status, after, limit)) {
            page.add(read(sheet));
        }
        return page;
    }

    /** All that run. */
    List<Kept> running() throws IOException {
        Optional<String> status = Optional.of(PosteriorFit.Status.RUNNING.toString());
        List<Kept> all = new ArrayList<>();
        List<Kept> page = page(status, Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page(status, Optional.of(page.getLast().fit().definition().name()), PAGE);
        }
        return all;
    }

    private static String label(PosteriorFit fit) {
        return fit.status().toString();
    }

    private static byte[] bytes(PosteriorFit fit) {
        return JSON.writeValueAsBytes(fit);
    }

    private static Kept read(Shelf.Sheet sheet) throws IOException {
        try {
            return new Kept(JSON.readValue(sheet.content(), PosteriorFit.class), sheet.revision());
        } catch (JacksonException e) {
            throw new IOException(
                    "what is kept of the posterior '" + sheet.id() + "' is damaged: " + e.getOriginalMessage(), e);
        }
    }
}
