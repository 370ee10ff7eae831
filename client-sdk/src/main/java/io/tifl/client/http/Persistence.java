package io.tifl.client.http;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Pace;
import java.io.IOException;
import java.time.Duration;

/**
 * Goes on with a transfer after a break, as long as attempts move something; after a few in a row that do not, the break is
 * the caller's to deal with. Confined to one thread.
 */
final class Persistence {
    private static final int MOST_FRUITLESS = 5;

    private final String what;
    private final Pace pace;
    private final ClientListener listener;
    private int fruitless;

    Persistence(String what, Pace pace, ClientListener listener) {
        this.what = what;
        this.pace = pace;
        this.listener = listener;
    }

    Pace.Failures begin() {
        fruitless = 0;
        return pace.failures();
    }

    /**
     * Waits before the next attempt.
     *
     * @param moved whether the attempt that failed got somewhere
     * @return the failures in a row from now on
     * @throws IOException the failure itself, when there were too many
     */
    Pace.Failures again(IOException failure, Pace.Failures failures, boolean moved)
            throws IOException, InterruptedException {
        Pace.Failures row = moved ? begin() : failures;
        if (++fruitless >= MOST_FRUITLESS) {
            throw failure;
        }
        Duration pause = row.next(failure);
        listener.on(new ClientEvent.Retrying(what, pause, String.valueOf(failure.getMessage())));
        Thread.sleep(pause);
        return row;
    }
}
