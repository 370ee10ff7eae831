package io.tifl.coordinator.round;

import io.tifl.protocol.JobId;
import java.time.Duration;

/** Hears what a job's engine is at, for meters and traces. Called by the job's thread; must return at once and never fails. */
public interface RoundWatch {
    /** Nobody listens. */
    RoundWatch NONE = new RoundWatch() {
        @Override
        public void began(JobId job, long round) {}

        @Override
        public void phase(Phase phase) {}

        @Override
        public void secureStage(String stage, Duration took) {}

        @Override
        public void secureSum(boolean made, int lost) {}
    };

    /** What a round is at. */
    enum Phase {
        /** Asks what the policy wants to know, and draws the cohort. */
        SELECT,
        /** Makes the orders and lays them out. */
        DISPATCH,
        /** Waits for replies. */
        WAIT,
        /** Checks a reply and adds it to the sum. */
        ADMIT,
        /** Makes one change of the sum, after the stages of secure aggregation if there are any. */
        AGGREGATE,
        /** Moves the model, and enters what that costs. */
        STEP,
        /** Has the model evaluated. */
        EVALUATE,
        /** Keeps the new state. */
        COMMIT
    }

    /** A round begins. */
    void began(JobId job, long round);

    /** A phase begins, and the one before ends. Phases may take turns: waiting and admitting do. */
    void phase(Phase phase);

    /** A stage of secure aggregation is over: {@code shares}, {@code masked}, {@code revealed} or {@code unmask}. */
    void secureStage(String stage, Duration took);

    /**
     * The stages of secure aggregation are over.
     *
     * @param made whether there is a sum
     * @param lost clients that sent keys and are in no sum
     */
    void secureSum(boolean made, int lost);
}
