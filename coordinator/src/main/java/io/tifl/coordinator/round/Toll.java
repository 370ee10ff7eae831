package io.tifl.coordinator.round;

import java.time.Duration;

/**
 * What it cost to ask clients something beside training.
 *
 * @param asked how many clients
 * @param answered how many in time, whatever they said
 * @param elapsed from the first order until all had answered or nobody was waited for any more
 * @param downloadBytes of the model to those asked; 0 if it was not sent
 * @param uploadBytes of their answers
 */
public record Toll(int asked, int answered, Duration elapsed, long downloadBytes, long uploadBytes) {
    public Toll {
        if (answered < 0 || answered > asked || elapsed.isNegative() || downloadBytes < 0 || uploadBytes < 0) {
            throw new IllegalArgumentException(answered + " of " + asked + " cannot have answered in " + elapsed
                    + " for " + downloadBytes + " B and " + uploadBytes + " B");
        }
    }
}
