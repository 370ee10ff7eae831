package io.tifl.experiments.noise.federated;

import io.tifl.experiments.benchmark.lead.Shelf;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Evaluations as JSON on a {@link Shelf}. Thread-safe. */
public final class EvaluationStore {
    private static final String EVALUATIONS = "noise-evaluation";
    private static final int PAGE = 100;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Shelf shelf;

    public EvaluationStore(Shelf shelf) {
        this.shelf = shelf;
    }

    /**
     * An evaluation as it is kept.
     *
     * @param revision counts its changes
     */
    public record Kept(Evaluation evaluation, long revision) {}

    /** @return false if the name is taken */
    public boolean create(Evaluation evaluation) throws IOException {
        return shelf.create(EVALUATIONS, evaluation.definition().name(), label(evaluation), bytes(evaluation));
    }

    /**
     * Keeps a change.
     *
     * @return false if somebody else changed it since that revision
     */
    public boolean replace(Evaluation evaluation, long revision) throws IOException {
        return shelf.replace(
                EVALUATIONS, evaluation.definition().name(), revision, label(evaluation), bytes(evaluation));
    }

    public void delete(String name) throws IOException {
        shelf.delete(EVALUATIONS, name);
    }

    public Optional<Kept> get(String name) throws IOException {
        Optional<Shelf.Sheet> sheet = shelf.get(EVALUATIONS, name);
        return sheet.isEmpty() ? Optional.empty() : Optional.of(read(sheet.get()));
    }

    /** In the order of their names. */
    public List<Kept> page(Optional<String> status, Optional<String> after, int limit) throws IOException {
        List<Kept> page = new ArrayList<>();
        for (Shelf.Sheet sheet : shelf.page(EVALUATIONS, status, after, limit)) {
            page.add(read(sheet));
        }
        return page;
    }

    /** All that run. */
    List<Kept> running() throws IOException {
        Optional<String> status = Optional.of(Evaluation.Status.RUNNING.toString());
        List<Kept> all = new ArrayList<>();
        List<Kept> page = page(status, Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page(
                    status, Optional.of(page.getLast().evaluation().definition().name()), PAGE);
        }
        return all;
    }

    private static String label(Evaluation evaluation) {
        return evaluation.status().toString();
    }

    private static byte[] bytes(Evaluation evaluation) {
        return JSON.writeValueAsBytes(evaluation);
    }

    private static Kept read(Shelf.Sheet sheet) throws IOException {
        try {
            return new Kept(JSON.readValue(sheet.content(), Evaluation.class), sheet.revision());
        } catch (JacksonException e) {
            throw new IOException(
                    "what is kept of the evaluation '" + sheet.id() + "' is damaged: " + e.getOriginalMessage(), e);
        }
    }
}
