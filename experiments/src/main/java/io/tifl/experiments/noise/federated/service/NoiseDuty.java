package io.tifl.experiments.noise.federated.service;

import io.tifl.coordinator.app.LeadDuty;
import io.tifl.experiments.lead.WorkLeader;
import io.tifl.experiments.lead.WorkStore;
import io.tifl.experiments.noise.federated.Evaluation;
import io.tifl.experiments.noise.federated.EvaluationLeader;
import io.tifl.experiments.noise.federated.RobustnessModels;
import java.io.IOException;
import java.util.TreeSet;

/** Carries evaluations out while the coordinator leads. */
record NoiseDuty(WorkStore<Evaluation> store, RobustnessModels models) implements LeadDuty {
    @Override
    public Open begin(Terms terms) throws IOException, InterruptedException {
        WorkLeader<Evaluation> leader = EvaluationLeader.start(new EvaluationLeader.Parts(
                terms.transport(),
                () -> new TreeSet<>(terms.presence().present()),
                store,
                models,
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
