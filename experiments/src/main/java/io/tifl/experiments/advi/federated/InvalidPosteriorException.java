package io.tifl.experiments.advi.federated;

import java.util.List;

/** A posterior that cannot be fitted, with everything that is wrong with it. */
public final class InvalidPosteriorException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidPosteriorException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** In words, at least one. */
    public List<String> problems() {
        return problems;
    }
}
