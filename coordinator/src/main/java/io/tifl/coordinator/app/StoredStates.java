package io.tifl.coordinator.app;

import io.tifl.coordinator.job.JobState;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.store.Federations;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import java.io.IOException;
import java.util.Optional;

/** The states of jobs, in the store, for the coordinator that leads. */
record StoredStates(Federations federations, OfferedModels models) implements JobState {
    @Override
    public Optional<Federation> latest(JobId job) throws IOException {
        return federations.latest(job);
    }

    @Override
    public void offer(JobId job, GlobalModel model) throws IOException {
        models.offer(job, federations.prepare(job, model));
    }

    @Override
    public void begin(Federation first) throws IOException {
        federations.begin(first);
        models.withdraw(first.job());
    }

    @Override
    public void update(Federation state) throws IOException {
        federations.update(state);
    }

    @Override
    public void commit(Outcome outcome) throws IOException {
        federations.commit(outcome);
        models.withdraw(outcome.after().job());
    }
}
