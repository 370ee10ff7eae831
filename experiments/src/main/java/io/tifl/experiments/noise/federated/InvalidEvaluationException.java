package io.tifl.experiments.noise.federated;

import java.util.List;

/** An evaluation that cannot be carried out, with everything that is wrong with it. */
public final class InvalidEvaluationException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidEvaluationException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** In words, at least one. */
    public List<String> problems() {
        return problems;
    }
}
