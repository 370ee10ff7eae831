package io.tifl.protocol;

/**
 * The name of one client, unique within a coordinator: 1 to 128 of {@code A-Z a-z 0-9 . _ : -}, not beginning with {@code .} or {@code -}.
 *
 * <p>Anything else is refused with an {@link IllegalArgumentException}.
 */
public record ClientId(String value) implements Comparable<ClientId> {
    public ClientId {
        Identifiers.check("client id", value);
    }

    @Override
    public int compareTo(ClientId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
