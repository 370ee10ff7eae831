package io.tifl.experiments.attack;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.Set;

/**
 * Saves itself the training (Lin et al., "Free-riders in Federated Learning: Attacks and Defenses", 2019): sends the change that
 * the model made in the round before, or nothing but zeros.
 *
 * <p>Settings: {@code replay} (true), whether it sends the last change; zeros in the first round anyway.
 */
public final class FreeRider implements Attack {
    private final boolean replay;

    /** With the settings in parentheses. */
    public FreeRider() {
        this(true);
    }

    private FreeRider(boolean replay) {
        this.replay = replay;
    }

    @Override
    public String name() {
        return "free-rider";
    }

    @Override
    public FreeRider configured(Settings settings) {
        settings.requireOnly(Set.of("replay"));
        return new FreeRider(settings.flag("replay", replay));
    }

    @Override
    public boolean remembers() {
        return replay;
    }

    @Override
    public Parameters forged(Scene scene) {
        Parameters zeros = Parameters.zeros(scene.own().layout());
        return replay ? scene.lastChange().orElse(zeros) : zeros;
    }
}
