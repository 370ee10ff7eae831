package io.tifl.experiments.advi.federated;

import io.tifl.experiments.lead.WorkStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** Takes fits of posteriors in; whoever leads finds it in the store. Thread-safe. */
public final class PosteriorSubmissions {
    private final WorkStore<PosteriorFit> store;
    private final InstantSource clock;

    public PosteriorSubmissions(WorkStore<PosteriorFit> store, InstantSource clock) {
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
}
