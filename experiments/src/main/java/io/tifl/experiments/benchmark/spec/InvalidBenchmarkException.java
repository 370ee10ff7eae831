package io.tifl.experiments.benchmark.spec;

import java.util.List;

/** A benchmark that cannot be run, with everything that is wrong with it. */
public final class InvalidBenchmarkException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    InvalidBenchmarkException(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    /** In words, at least one. */
    public List<String> problems() {
        return problems;
    }
}
