package io.tifl.protocol.secure;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;

/** Bytes put together, and keys derived from them. */
final class Bytes {
    private static final String DERIVATION = "HKDF-SHA256";

    private Bytes() {}

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] number(int number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    /**
     * HKDF-SHA256 (RFC 5869).
     *
     * @param purpose what the key is for, so that no two keys of one secret are the same
     */
    static byte[] derive(byte[] secret, byte[] salt, byte[] purpose, int bytes) {
        try {
            return KDF.getInstance(DERIVATION)
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(secret)
                            .addSalt(salt)
                            .thenExpand(purpose, bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + DERIVATION, e);
        }
    }
}
