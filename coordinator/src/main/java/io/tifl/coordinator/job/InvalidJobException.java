package io.tifl.coordinator.job;

import java.util.List;

/** A job that cannot be run, with everything that is wrong with it. */
public final class InvalidJobException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidJobException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** In words, at least one. */
    public List<String> problems() {
        return problems;
    }
}
