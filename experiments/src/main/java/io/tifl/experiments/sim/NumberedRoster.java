package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import java.util.Objects;

/** Names made from numbers and back. */
record NumberedRoster(int size) implements Roster {
    private static final String PREFIX = "client-";

    NumberedRoster {
        if (size < 1) {
            throw new IllegalArgumentException("a roster needs at least 1 client, got " + size);
        }
    }

    @Override
    public ClientId client(int index) {
        Objects.checkIndex(index, size);
        String digits = Integer.toString(index);
        return new ClientId(PREFIX + "0".repeat(width() - digits.length()) + digits);
    }

    @Override
    public int indexOf(ClientId client) {
        String name = client.value();
        int index = name.length() == PREFIX.length() + width() && name.startsWith(PREFIX) ? number(name) : -1;
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException(
                    "no client '" + client + "' among " + client(0) + " to " + client(size - 1));
        }
        return index;
    }

    private int width() {
        return Integer.toString(size - 1).length();
    }

    private static int number(String name) {
        int number = 0;
        for (int i = PREFIX.length(); i < name.length(); i++) {
            char digit = name.charAt(i);
            if (digit < '0' || digit > '9') {
                return -1;
            }
            number = 10 * number + (digit - '0');
        }
        return number;
    }
}
