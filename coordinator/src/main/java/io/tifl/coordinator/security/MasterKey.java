package io.tifl.coordinator.security;

import io.tifl.protocol.auth.ClientKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * The one secret of a coordinator, in a file only its owner can read. All keys of clients, sessions and nonces are made from
 * it, so the database holds no secret, and coordinators that share a store share this file.
 */
public final class MasterKey {
    private static final SecureRandom RANDOM = new SecureRandom();

    private MasterKey() {}

    /**
     * Reads the key; the first start writes it.
     *
     * @throws IOException if the file can be neither read nor written, or is damaged
     */
    public static ClientKey at(Path file) throws IOException {
        if (!Files.exists(file)) {
            write(file);
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII).strip();
        try {
            return ClientKey.fromText(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    file + " is damaged: it should hold 43 characters. Restore it from a backup; with another key every"
                            + " client has to enrol again",
                    e);
        }
    }

    private static void write(Path file) throws IOException {
        byte[] secret = new byte[ClientKey.BYTES];
        RANDOM.nextBytes(secret);
        try {
            SecretFile.write(file, ClientKey.of(secret).toText());
        } catch (FileAlreadyExistsException _) {
            // Another coordinator on the same folder was faster; its key is ours.
        }
    }
}
