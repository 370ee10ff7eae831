package io.tifl.protocol.secure;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.Sink;
import io.tifl.protocol.wire.Source;

/**
 * Stage 0, client to coordinator: the client's keys of this round, signed with its identity.
 *
 * @param sealing public X25519 key that shares for this client are sealed with
 * @param masking public X25519 key that the masks between this client and others come from
 * @param signature over job, round, client and both keys
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RoundKeys(Certificate certificate, byte[] sealing, byte[] masking, byte[] signature) {
    static final int KIND = 1;

    private static final String PURPOSE = "tifl-secure-keys-1\n";

    static RoundKeys sign(SecureIdentity identity, TaskId task, byte[] sealing, byte[] masking) {
        return new RoundKeys(
                identity.certificate(), sealing, masking, identity.key().sign(statement(task, sealing, masking)));
    }

    /** Whose they are. */
    public ClientId client() {
        return certificate.client();
    }

    /**
     * What is wrong with them, for people.
     *
     * @param task the client's own of this round
     * @param authority public key of the enrolment authority
     * @return empty if nothing is
     */
    public String problem(TaskId task, byte[] authority) {
        if (!client().equals(task.client())) {
            return "keys of client " + client() + " in the place of " + task.client();
        }
        if (!certificate.isBy(authority)) {
            return "the identity of client " + client() + " is not certified by the enrolment authority";
        }
        boolean signed = SigningKey.verifies(certificate.identity(), statement(task, sealing, masking), signature);
        return signed ? "" : "the keys of client " + client() + " are not signed by it for this round";
    }

    private static byte[] statement(TaskId task, byte[] sealing, byte[] masking) {
        String whose = PURPOSE + task.job() + "\n" + task.round() + "\n" + task.client() + "\n";
        return Bytes.concat(Bytes.text(whose), sealing, masking);
    }

    void write(Sink sink) {
        certificate.write(sink);
        sink.bytes(sealing);
        sink.bytes(masking);
        sink.bytes(signature);
    }

    static RoundKeys read(Source source) throws MalformedMessageException {
        return new RoundKeys(
                Certificate.read(source),
                source.bytes("sealing key", AgreementKey.BYTES),
                source.bytes("masking key", AgreementKey.BYTES),
                source.bytes("keys' signature", SigningKey.SIGNATURE_BYTES));
    }

    int bytes() {
        return certificate.bytes() + 2 * AgreementKey.BYTES + SigningKey.SIGNATURE_BYTES;
    }

    public byte[] encode() {
        Sink.Buffer message = Message.begin(KIND, bytes());
        write(message);
        return message.buffer().array();
    }

    public static RoundKeys decode(byte[] message) throws MalformedMessageException {
        Source source = Message.open(message, KIND, "keys");
        RoundKeys keys = read(source);
        source.requireEnd();
        return keys;
    }
}
