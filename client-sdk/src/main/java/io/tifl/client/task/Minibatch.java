package io.tifl.client.task;

import io.tifl.client.Examples;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.Optional;

/**
 * LEAF's minibatch SGD (Caldas et al., arXiv 1812.01097): a client draws a part of its examples and takes one step on all of
 * them. Its update counts as many examples as it drew.
 *
 * @param fraction of the client's examples, above 0 and up to 1
 */
public record Minibatch(double fraction) {
    /** Name of the fraction in the settings of a task. */
    public static final String SETTING = "minibatch";

    public Minibatch {
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("'" + SETTING + "' must lie above 0 and up to 1, got " + fraction);
        }
    }

    /**
     * What a task's settings say; empty for epochs of batches.
     *
     * @throws IllegalArgumentException if the fraction is out of range, or epochs or a share are given with it
     */
    public static Optional<Minibatch> of(Settings settings) {
        if (!settings.has(SETTING)) {
            return Optional.empty();
        }
        if (settings.integer("epochs", 1) != 1 || settings.real("share", 1) != 1) {
            throw new IllegalArgumentException(
                    "'" + SETTING + "' is one step on a part of the examples: 'epochs' and 'share' do not go with it");
        }
        return Optional.of(new Minibatch(settings.real(SETTING, 1)));
    }

    /** How many of so many examples are drawn: the part rounded down, but one at least. */
    public long count(long examples) {
        return Math.max(1, (long) (fraction * examples));
    }

    Examples drawn(Examples examples, Seed seed) {
        return TrainTask.drawn(examples, Math.toIntExact(count(examples.size())), seed);
    }
}
