package io.tifl.experiments.benchmark.lead;

import io.tifl.experiments.benchmark.schedule.Estimates;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Benchmarks, their results and what was learnt of them, as JSON on a {@link Shelf}. Thread-safe. */
public final class BenchmarkStore {
    private static final String JOBS = "benchmark";
    private static final String RESULTS = "benchmark-result";
    private static final String KNOWLEDGE = "benchmark-knowledge";
    private static final String ALL = "all";
    private static final int PAGE = 500;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final Shelf shelf;

    public BenchmarkStore(Shelf shelf) {
        this.shelf = shelf;
    }

    /**
     * What was learnt.
     *
     * @param kinds of device of each follower that is known
     */
    public record Knowledge(Estimates estimates, SortedMap<String, String> kinds) {
        public Knowledge {
            kinds = new TreeMap<>(kinds);
        }

        static Knowledge none() {
            return new Knowledge(Estimates.none(), new TreeMap<>());
        }

        /** The kind of a follower's device; its own name as long as that is not known. */
        String kindOf(String follower) {
            return kinds.getOrDefault(follower, follower);
        }

        Knowledge after(String follower, String kind, Estimates estimates) {
            SortedMap<String, String> more = new TreeMap<>(kinds);
            more.put(follower, kind);
            return new Knowledge(estimates, more);
        }
    }

    /** @return false if the name is taken */
    boolean create(BenchmarkJob job) throws IOException {
        return shelf.create(JOBS, job.name(), job.status().toString(), JSON.writeValueAsBytes(job));
    }

    /**
     * Keeps a change.
     *
     * @return the job as it is kept; empty if somebody else changed it since it was read
     */
    Optional<BenchmarkJob> replace(BenchmarkJob job) throws IOException {
        boolean kept =
                shelf.replace(JOBS, job.name(), job.revision(), job.status().toString(), JSON.writeValueAsBytes(job));
        return kept ? Optional.of(job.at(job.revision() + 1)) : Optional.empty();
    }

    public Optional<BenchmarkJob> get(String name) throws IOException {
        Optional<Shelf.Sheet> sheet = shelf.get(JOBS, name);
        return sheet.isPresent() ? Optional.of(job(sheet.get())) : Optional.empty();
    }

    /** Benchmarks in the order of their names; of one status, or all. */
    public List<BenchmarkJob> page(Optional<BenchmarkStatus> status, Optional<String> after, int limit)
            throws IOException {
        List<BenchmarkJob> jobs = new ArrayList<>();
        for (Shelf.Sheet sheet : shelf.page(JOBS, status.map(BenchmarkStatus::toString), after, limit)) {
            jobs.add(job(sheet));
        }
        return jobs;
    }

    /** All with something left to be done, in the order of their submission. */
    List<BenchmarkJob> open() throws IOException {
        List<BenchmarkJob> open = new ArrayList<>(all(BenchmarkStatus.QUEUED));
        open.addAll(all(BenchmarkStatus.RUNNING));
        open.sort(Comparator.comparing(BenchmarkJob::submitted)
                .thenComparingInt(BenchmarkJob::index)
                .thenComparing(BenchmarkJob::name));
        return open;
    }

    /** All of a status, in the order of their names. */
    public List<BenchmarkJob> all(BenchmarkStatus status) throws IOException {
        List<BenchmarkJob> all = new ArrayList<>();
        List<BenchmarkJob> page = page(Optional.of(status), Optional.empty(), PAGE);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page(Optional.of(status), Optional.of(page.getLast().name()), PAGE);
        }
        return all;
    }

    /** The bytes of a result, as its follower sent them; empty if it is not done. */
    public Optional<byte[]> result(String name) throws IOException {
        return shelf.get(RESULTS, name).map(Shelf.Sheet::content);
    }

    /** Keeps a result; it is seen once its benchmark is {@link BenchmarkStatus#DONE}. */
    void keepResult(String name, byte[] result) throws IOException {
        put(RESULTS, name, result);
    }

    /** Forgets a benchmark and its result. */
    void delete(String name) throws IOException {
        shelf.delete(RESULTS, name);
        shelf.delete(JOBS, name);
    }

    public Knowledge knowledge() throws IOException {
        Optional<Shelf.Sheet> sheet = shelf.get(KNOWLEDGE, ALL);
        return sheet.isEmpty() ? Knowledge.none() : read(sheet.get(), Knowledge.class);
    }

    void keep(Knowledge knowledge) throws IOException {
        put(KNOWLEDGE, ALL, JSON.writeValueAsBytes(knowledge));
    }

    private void put(String collection, String id, byte[] content) throws IOException {
        boolean kept = shelf.create(collection, id, "", content);
        while (!kept) {
            Optional<Shelf.Sheet> before = shelf.get(collection, id);
            kept = before.isPresent()
                    ? shelf.replace(collection, id, before.get().revision(), "", content)
                    : shelf.create(collection, id, "", content);
        }
    }

    private static BenchmarkJob job(Shelf.Sheet sheet) throws IOException {
        return read(sheet, BenchmarkJob.class).at(sheet.revision());
    }

    private static <T> T read(Shelf.Sheet sheet, Class<T> type) throws IOException {
        try {
            return JSON.readValue(sheet.content(), type);
        } catch (JacksonException e) {
            throw new IOException("what is kept of '" + sheet.id() + "' is damaged: " + e.getOriginalMessage(), e);
        }
    }
}
