package io.tifl.experiments.advi.federated.service;

import io.tifl.coordinator.app.LeadDuty;
import io.tifl.experiments.advi.federated.PosteriorFit;
import io.tifl.experiments.advi.federated.PosteriorLeader;
import io.tifl.experiments.lead.WorkLeader;
import io.tifl.experiments.lead.WorkStore;
import java.io.IOException;
import java.util.TreeSet;

/** Fits posteriors while the coordinator leads. */
record PosteriorDuty(WorkStore<PosteriorFit> store) implements LeadDuty {
    @Override
    public Open begin(Terms terms) throws IOException, InterruptedException {
        terms.offering()
                .offer(PosteriorLeader.named().getKey(), PosteriorLeader.named().getValue());
        WorkLeader<PosteriorFit> leader = PosteriorLeader.start(new PosteriorLeader.Parts(
                terms.transport(),
                () -> new TreeSet<>(terms.presence().present()),
                terms.clock(),
                store,
                terms.forgetting()::forget));
        return new Open() {
            @Override
            public void look() throws IOException {
                leader.look();
            }

            @Override
            public void close() {
                leader.close();
            }
        };
    }
}
