package io.tifl.experiments.benchmark.service;

import io.tifl.coordinator.app.LeadDuty;
import io.tifl.experiments.benchmark.lead.BenchmarkStore;
import io.tifl.experiments.benchmark.lead.Leader;
import io.tifl.experiments.benchmark.lead.LeaderListener;
import io.tifl.experiments.benchmark.lead.LeaderSettings;
import java.io.IOException;

/** Leads benchmarks while the coordinator leads. */
record BenchmarkDuty(BenchmarkStore store, LeaderSettings settings, LeaderListener listener) implements LeadDuty {
    @Override
    public Open begin(Terms terms) throws IOException, InterruptedException {
        terms.offering().offer(Leader.named().getKey(), Leader.named().getValue());
        Leader leader = Leader.start(new Leader.Parts(
                terms.transport(),
                new PresentFollowers(terms.presence()),
                store,
                new StoredModels(terms.store()),
                settings,
                terms.clock(),
                listener,
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
