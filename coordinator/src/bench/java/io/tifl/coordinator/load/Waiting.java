package io.tifl.coordinator.load;

import java.io.IOException;
import java.util.function.BooleanSupplier;

/** Waits for something to happen to a crowd. */
final class Waiting {
    private Waiting() {}

    /** Waits until it is so, as long as no client reports an error. */
    static void until(Crowd crowd, BooleanSupplier so) throws IOException {
        while (!so.getAsBoolean()) {
            requireNoErrors(crowd);
            LoadClient.pause(20);
        }
    }

    static void requireNoErrors(Crowd crowd) throws IOException {
        if (!crowd.errors().isEmpty()) {
            throw new IOException(
                    crowd.errors().size() + " errors, first: " + crowd.errors().peek());
        }
    }
}
