package io.tifl.experiments.study;

import java.util.Optional;

/** Is told how a replay goes on. Called from the thread that runs it. */
public interface ReplayListener {
    /**
     * A run begins or goes on.
     *
     * @param index of the run, from 1
     * @param runs how many runs there are
     * @param from the first round that is run now; more than 0 when a run is taken up again
     * @param length of the run
     */
    void started(String run, int index, int runs, long from, Length length);

    /**
     * A round is over.
     *
     * @param virtualSeconds since the run began
     * @param accuracy of the last evaluation, 0 to 1
     */
    void round(long completed, double virtualSeconds, Optional<Double> accuracy);

    /** A run is over. */
    void finished(String result);

    /** Something worth saying between runs. */
    void note(String text);
}
