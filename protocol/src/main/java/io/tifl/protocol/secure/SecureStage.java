package io.tifl.protocol.secure;

import io.tifl.protocol.JobId;
import io.tifl.protocol.Settings;
import io.tifl.protocol.wire.MalformedMessageException;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The stages that follow a round's training, as orders and replies. Stage 0 is the order to train itself, which has
 * {@linkplain SecureTerms#in terms} among its settings and is answered with keys. The orders of each later stage are of a job
 * of their own, {@code JOB:secure-1} to {@code JOB:secure-3}, of the same round, and carry a message among their settings:
 * any transport that brings orders and replies brings these.
 */
public enum SecureStage {
    /** {@link Peers} go out, {@link SealedShares} come in. */
    SHARES(1),
    /** {@link SealedShares} go out, a masked input comes in. */
    MASKED(2),
    /** {@link Survivors} go out, {@link RevealedShares} come in. */
    REVEALED(3);

    /** The codec that orders and replies of all stages name: it has no updates that could be decoded. */
    public static final String CODEC = "secure";

    private static final String STAGE = SecureTerms.PREFIX + "stage";
    private static final String PIECES = SecureTerms.PREFIX + "pieces";
    private static final String PIECE = SecureTerms.PREFIX + "piece-";
    // In base64 within the 16 KiB of a setting.
    private static final int PIECE_BYTES = 12_000;
    private static final int MOST_PIECES = 1000;

    private final int number;

    SecureStage(int number) {
        this.number = number;
    }

    /** The job that orders of this stage are of. */
    public JobId jobOf(JobId whole) {
        return new JobId(whole + ":secure-" + number);
    }

    /** The jobs of all stages. */
    public static List<JobId> jobsOf(JobId whole) {
        return Stream.of(values()).map(stage -> stage.jobOf(whole)).toList();
    }

    /**
     * The settings of an order of this stage.
     *
     * @throws IllegalArgumentException if the message has more than 12 MB
     */
    public Settings settings(byte[] message) {
        int pieces = (message.length + PIECE_BYTES - 1) / PIECE_BYTES;
        if (pieces > MOST_PIECES) {
            throw new IllegalArgumentException("a stage's message of " + message.length + " bytes");
        }
        Settings settings =
                Settings.none().with(STAGE, name().toLowerCase(Locale.ROOT)).with(PIECES, pieces);
        Base64.Encoder base64 = Base64.getEncoder();
        for (int i = 0; i < pieces; i++) {
            int from = i * PIECE_BYTES;
            byte[] piece = Arrays.copyOfRange(message, from, Math.min(from + PIECE_BYTES, message.length));
            settings = settings.with(PIECE + i, base64.encodeToString(piece));
        }
        return settings;
    }

    /**
     * Which stage an order is of; empty if of none.
     *
     * @throws IllegalArgumentException if it names an unknown one
     */
    public static Optional<SecureStage> of(Settings settings) {
        return settings.has(STAGE)
                ? Optional.of(valueOf(settings.text(STAGE).toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** The message in an order. */
    public static byte[] message(Settings settings) throws MalformedMessageException {
        try {
            int pieces = settings.integer(PIECES, 0);
            if (pieces < 1 || pieces > MOST_PIECES) {
                throw new MalformedMessageException("a message in " + pieces + " pieces");
            }
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            for (int i = 0; i < pieces; i++) {
                message.writeBytes(Base64.getDecoder().decode(settings.text(PIECE + i)));
            }
            return message.toByteArray();
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException("the message of a stage: " + e.getMessage());
        }
    }
}
