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

    @Override
    public String toString() {
        return value;
    }
}
