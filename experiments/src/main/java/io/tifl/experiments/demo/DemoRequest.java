package io.tifl.experiments.demo;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What somebody asks of a demonstration; what is left open is as in the folder, or as usual.
 *
 * @param clients 2 to 50
 * @param rounds of a new job; one that is under way has its own
 * @param port on the loopback address; 0 for a free one
 * @param data folder that stays; empty for a temporary one
 * @param isBrowserWanted whether to open the page
 * @param endsWithJob whether to stop once the job is over; else it stays up until interrupted
 */
public record DemoRequest(
        OptionalInt clients,
        int rounds,
        int port,
        OptionalLong seed,
        Optional<Path> data,
        boolean isBrowserWanted,
        boolean endsWithJob) {
    /** @throws IllegalArgumentException naming all that is wrong */
    public DemoRequest {
        new DemoSettings(clients.orElse(DemoFolder.Made.USUAL_CLIENTS), rounds, port, seed.orElse(0));
    }
}
