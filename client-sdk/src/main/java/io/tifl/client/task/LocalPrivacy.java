package io.tifl.client.task;

import io.tifl.protocol.Parameters;
import io.tifl.protocol.VectorMemory;
import io.tifl.protocol.auth.ClientKey;
import io.tifl.protocol.auth.NoiseSource;
import io.tifl.protocol.task.TaskId;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;

/**
 * Differential privacy that a client keeps itself, whatever it is ordered to: each change is clipped and gets Gaussian noise before
 * it is encoded, claims one example, and comes without metrics; what would only be a measurement is not answered. Immutable and
 * thread-safe.
 *
 * <p>One reply is the Gaussian mechanism between any two sets of this client's data, that move it by twice the norm at most;
 * {@code tifl privacy --sampling none} works out what several cost.
 *
 * @param norm that changes are clipped to, positive and finite
 * @param multiplier deviation of the noise of each value over the norm, positive and finite
 * @param noise known to nobody else
 */
public record LocalPrivacy(double norm, double multiplier, NoiseSource noise) {
    public LocalPrivacy {
        if (!(norm > 0 && multiplier > 0) || Double.isInfinite(norm) || Double.isInfinite(multiplier)) {
            throw new IllegalArgumentException(
                    "norm and noise multiplier must be positive and finite, got " + norm + " and " + multiplier);
        }
    }

    /** With noise from a secret that is forgotten when the process ends. */
    public static LocalPrivacy withFreshNoise(double norm, double multiplier) {
        byte[] secret = new byte[ClientKey.BYTES];
        new SecureRandom().nextBytes(secret);
        return new LocalPrivacy(norm, multiplier, NoiseSource.of(ClientKey.of(secret)));
    }

    /** The change clipped and noisy; the same change for the same task always gets the same noise, another one other noise. */
    Parameters applied(TaskId task, Parameters change) {
        Parameters clipped = change.clipped(norm);
        NoiseSource.Stream stream = noise
                .child(task.job().value())
                .child(task.round())
                .child(task.client().value())
                .child(clipped.sha256())
                .stream();
        MemorySegment noisy = VectorMemory.floats(clipped.size());
        for (int i = 0; i < clipped.size(); i++) {
            noisy.setAtIndex(Parameters.VALUE, i, (float) (clipped.get(i) + multiplier * norm * stream.next()));
        }
        return new Parameters(change.layout(), noisy);
    }
}
