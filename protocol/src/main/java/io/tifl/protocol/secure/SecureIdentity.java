package io.tifl.protocol.secure;

import java.util.Arrays;

/**
 * Who a client is to the other clients: its identity key, what the enrolment authority says of it, and whom it believes of
 * others. A device gets all three out of band, not from the coordinator.
 *
 * @param authority public key of the enrolment authority
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SecureIdentity(SigningKey key, Certificate certificate, byte[] authority) {
    /** @throws IllegalArgumentException if the certificate is of another key or by another authority */
    public SecureIdentity {
        if (!Arrays.equals(key.publicKey(), certificate.identity())) {
            throw new IllegalArgumentException(
                    "the certificate of client " + certificate.client() + " is of another key than this one");
        }
        if (!certificate.isBy(authority)) {
            throw new IllegalArgumentException(
                    "the certificate of client " + certificate.client() + " is not by this authority");
        }
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "SecureIdentity[" + certificate.client() + "]";
    }
}
