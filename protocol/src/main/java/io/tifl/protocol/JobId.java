package io.tifl.protocol;

/**
 * The name of one federated job: 1 to 128 of {@code A-Z a-z 0-9 . _ : -}, not beginning with {@code .} or {@code -}.
 *
 * <p>Anything else is refused with an {@link IllegalArgumentException}.
 */
public record JobId(String value) {
    public JobId {
        Identifiers.check("job id", value);
    }

    /**
     * The job this one is a part of: profiling, evaluation and the stages of secure aggregation are jobs of their own, named
     * after it with a {@code :} in between. A job that is no part is its own whole.
     */
    public JobId whole() {
        int colon = value.indexOf(':', 1);
        return colon < 0 ? this : new JobId(value.substring(0, colon));
    }

    @Override
    public String toString() {
        return value;
    }
}
