package io.tifl.experiments.doctor;

/**
 * What one look brought.
 *
 * @param name of what was looked at: one word, the same in every version
 * @param found in one line
 * @param advice what to do about it; empty where there is nothing to do
 */
public record Finding(String name, State state, String found, String advice) {
    /** How bad it is. */
    public enum State {
        /** As it should be. */
        OK,
        /** Works, but not as well as it could; or something is not there that few need. */
        NOTE,
        /** Something will not work. */
        PROBLEM
    }

    static Finding ok(String name, String found) {
        return new Finding(name, State.OK, found, "");
    }

    static Finding note(String name, String found, String advice) {
        return new Finding(name, State.NOTE, found, advice);
    }

    static Finding problem(String name, String found, String advice) {
        return new Finding(name, State.PROBLEM, found, advice);
    }
}
