package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.Search;
import io.tifl.experiments.advi.WeightedDraws;
import io.tifl.experiments.benchmark.lead.Shelf;
import io.tifl.experiments.lead.LedWork;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.protocol.JobId;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the fit of a posterior is: all that is needed to go on with it, and all that it found. Immutable; {@link PosteriorRun} moves it
 * on.
 *
 * @param reason why it ended so, or what it waits for; empty if there is nothing to say
 * @param clients that take part, with how many data each has; -1 before it has said so. Empty before the fit begins
 * @param refused clients that do not take part any more, with the reason
 * @param restarts how often it began again without one of its clients
 * @param search where the fit stands; null before it begins
 * @param converged whether the bound changed no more when it ended
 * @param diagnosis how good an approximation it is; null unless that was to be judged and the fit is done
 */
public record PosteriorFit(
        PosteriorDefinition definition,
        Status status,
        String reason,
        Instant submitted,
        SortedMap<String, Long> clients,
        SortedMap<String, String> refused,
        int restarts,
        @Nullable Search search,
        boolean converged,
        WeightedDraws.@Nullable Diagnosis diagnosis)
        implements LedWork<PosteriorFit> {
    /** All of them, on a shelf. */
    public static WorkStore<PosteriorFit> store(Shelf shelf) {
        return new WorkStore<>(shelf, "posterior", PosteriorFit.class);
    }

    @Override
    public String name() {
        return definition.name();
    }

    static final long UNKNOWN = -1;

    public PosteriorFit {
        clients = Collections.unmodifiableSortedMap(new TreeMap<>(clients));
        refused = Collections.unmodifiableSortedMap(new TreeMap<>(refused));
    }

    /** One that begins. */
    public static PosteriorFit of(PosteriorDefinition definition, Instant now) {
        return new PosteriorFit(
                definition, Status.RUNNING, "", now, new TreeMap<>(), new TreeMap<>(), 0, null, false, null);
    }

    /** What its orders go by: two fits that had one name after another share none. */
    JobId orders() {
        return new JobId(
                ShardOrders.WHOLE + ":" + definition.name() + "-" + Long.toHexString(submitted.toEpochMilli()));
    }

    @Override
    public PosteriorFit ended(Status end, String why) {
        return new PosteriorFit(
                definition, end, why, submitted, clients, refused, restarts, search, converged, diagnosis);
    }

    PosteriorFit waiting(String why) {
        return new PosteriorFit(
                definition, status, why, submitted, clients, refused, restarts, search, converged, diagnosis);
    }

    PosteriorFit beginning(SortedMap<String, Long> all, Search start) {
        return new PosteriorFit(definition, status, "", submitted, all, refused, restarts, start, false, null);
    }

    PosteriorFit at(Search reached, SortedMap<String, Long> told) {
        return new PosteriorFit(definition, status, "", submitted, told, refused, restarts, reached, false, null);
    }

    PosteriorFit done(boolean isConverged, WeightedDraws.@Nullable Diagnosis judged) {
        return new PosteriorFit(
                definition, Status.DONE, "", submitted, clients, refused, restarts, search, isConverged, judged);
    }

    /** It begins again without a client. */
    PosteriorFit without(String client, String why, Search start) {
        SortedMap<String, Long> rest = new TreeMap<>(clients);
        rest.remove(client);
        SortedMap<String, String> all = new TreeMap<>(refused);
        all.put(client, why);
        return new PosteriorFit(definition, status, "", submitted, rest, all, restarts + 1, start, false, null);
    }
}
