package io.tifl.experiments.advi.federated;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** Takes fits of posteriors in, and cancels them; whoever leads finds it in the store. Thread-safe. */
public final class PosteriorSubmissions {
    private final PosteriorStore store;
    private final InstantSource clock;

    public PosteriorSubmissions(PosteriorStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    /**
     * Takes one in.
     *
     * @return empty if there is one of that name
     * @throws InvalidPosteriorException naming everything that is wrong
     */
    public Optional<PosteriorFit> submit(String text) throws IOException, InvalidPosteriorException {
        PosteriorFit fit = PosteriorFit.of(PosteriorDefinition.parse(text), clock.instant());
        return store.create(fit) ? Optional.of(fit) : Optional.empty();
    }

    /** Cancels one that is not over; empty if there is none. */
    public Optional<PosteriorFit> cancel(String name) throws IOException {
        while (true) {
            Optional<PosteriorStore.Kept> kept = store.get(name);
            if (kept.isEmpty() || kept.get().fit().hasEnded()) {
                return kept.map(PosteriorStore.Kept::fit);
            }
            PosteriorFit cancelled = kept.get().fit().ended(PosteriorFit.Status.CANCELLED, "somebody cancelled it");
            if (store.replace(cancelled, kept.get().revision())) {
                return Optional.of(cancelled);
            }
        }
    }
}
