package io.tifl.experiments.study;

import io.tifl.coordinator.round.Federation;
import java.io.Closeable;
import java.io.IOException;

/** What is measured of a run beside its journal. Confined to one thread. */
interface Measures extends Closeable {
    /** Nothing. */
    Measures NONE = new Measures() {
        @Override
        public void begin(Federation state) {}

        @Override
        public void after(JournalEntry round, Federation state) {}

        @Override
        public void finish() {}

        @Override
        public void close() {}
    };

    /** The run begins, or goes on, with this state: what was measured later is dropped. */
    void begin(Federation state) throws IOException, InterruptedException;

    /**
     * A round is over; it is journaled after this returns.
     *
     * @param state after the round
     */
    void after(JournalEntry round, Federation state) throws IOException, InterruptedException;

    /** The run is over. */
    void finish() throws IOException;
}
