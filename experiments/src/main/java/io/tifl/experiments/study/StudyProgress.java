package io.tifl.experiments.study;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Says how far a study is, a line for each cell that is finished, and how long it still takes. Thread-safe. */
final class StudyProgress {
    private final ReplayListener listener;
    private final int cells;
    private final int before;
    private final long began = System.nanoTime();
    private final Map<StudyCell, Double> shares = new HashMap<>();
    private int finished;

    /** @param before cells that were finished already */
    StudyProgress(ReplayListener listener, int cells, int before) {
        this.listener = listener;
        this.cells = cells;
        this.before = before;
        this.finished = before;
    }

    /** What listens to the run of one cell. */
    ReplayListener of(StudyCell cell) {
        return new ReplayListener() {
            private Length length = new Length(1, 0);

            @Override
            public void started(String run, int index, int runs, long from, Length whole) {
                length = whole;
            }

            @Override
            public void round(long completed, double virtualSeconds, Optional<Double> accuracy) {
                at(cell, length.share(completed, virtualSeconds));
            }

            @Override
            public void finished(String result) {
                done(cell, result);
            }

            @Override
            public void note(String text) {
                say(cell + ": " + text);
            }
        };
    }

    private synchronized void at(StudyCell cell, double share) {
        shares.put(cell, share);
    }

    private synchronized void done(StudyCell cell, String result) {
        finished++;
        shares.put(cell, 1.0);
        double run = shares.values().stream().mapToDouble(Double::doubleValue).sum();
        double seconds = (System.nanoTime() - began) / 1e9;
        double left = seconds / run * (cells - before - run);
        say("[" + finished + "/" + cells + "] " + cell + ": " + result + "; "
                + (finished == cells ? "all done" : inWords(left) + " left"));
    }

    synchronized void say(String text) {
        listener.note(text);
    }

    private static String inWords(double seconds) {
        long minutes = Math.round(seconds / 60);
        if (minutes < 1) {
            return "less than a minute";
        }
        return minutes < 60 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
    }
}
