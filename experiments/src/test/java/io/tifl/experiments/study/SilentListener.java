package io.tifl.experiments.study;

import java.util.Optional;

/** Listens and says nothing. */
public class SilentListener implements ReplayListener {
    @Override
    public void started(String run, int index, int runs, long from, Length length) {}

    @Override
    public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {}

    @Override
    public void finished(String result) {}

    @Override
    public void note(String text) {}
}
