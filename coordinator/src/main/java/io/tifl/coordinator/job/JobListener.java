package io.tifl.coordinator.job;

import io.tifl.aggregation.privacy.PrivacyBudget;
import io.tifl.aggregation.privacy.PrivacyLedger;
import io.tifl.coordinator.round.Evaluated;
import io.tifl.coordinator.round.Federation;
import io.tifl.coordinator.round.Outcome;
import io.tifl.coordinator.round.RoundReport;
import io.tifl.coordinator.round.RoundWatch;
import io.tifl.protocol.JobId;

/** Hears how jobs get on, for logs, metrics and dashboards. Called by the job's thread; must return soon. */
public interface JobListener {
    /** A job runs here from now on; what its engine tells goes to the answer. */
    default RoundWatch started(JobId job) {
        return RoundWatch.NONE;
    }

    /** A round is cut short by trouble with the store, and tried again. */
    default void cutShort(JobId job) {}

    /** A job came to its end. */
    default void ended(JobId job, boolean completed) {}

    /** A job does not run here any more, whether it is over or not. */
    default void stopped(JobId job) {}

    /** A round passed without a state to keep: nobody was to be asked, or the budget is spent. */
    default void passed(JobId job, RoundReport.Status status) {}

    /** So many clients have to be there before it goes on. */
    void waiting(JobId job, int leastClients);

    /** Profiling begins. */
    void profiling(JobId job, int clients);

    /** The first state is kept. */
    void began(Federation first, Evaluated evaluated);

    /** A round is committed. */
    void round(Outcome outcome);

    /** Something happened within a round. */
    default void progress(JobId job, Progress progress) {}

    /**
     * The job has another status.
     *
     * @param status such as {@code running} or {@code completed}
     * @param reason empty where there is nothing to say
     */
    default void became(JobId job, String status, String reason) {}

    /** What the rounds of a job with noise have cost its clients by now, once that is kept. */
    default void spent(JobId job, PrivacyLedger ledger, PrivacyBudget budget) {}
}
