package io.tifl.experiments.benchmark.serve;

/** A request that is not answered, the status of the answer, and why. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String problem;

    Refusal(int status, String problem) {
        super(problem, null, false, false);
        this.status = status;
        this.problem = problem;
    }

    String problem() {
        return problem;
    }

    int status() {
        return status;
    }
}
