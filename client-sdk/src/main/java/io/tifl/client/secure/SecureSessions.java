package io.tifl.client.secure;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.secure.RefusedStageException;
import io.tifl.protocol.secure.SecureFloor;
import io.tifl.protocol.secure.SecureIdentity;
import io.tifl.protocol.secure.SecureParticipant;
import io.tifl.protocol.secure.SecureStage;
import io.tifl.protocol.secure.SecureTerms;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.wire.MalformedMessageException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Clients' parts in rounds of secure aggregation: of each job and client the last one, in memory alone. A client that starts
 * anew has none, and drops out of a round that is under way. Holds one vector of the model's size per client, of 4 or 8 bytes
 * per parameter, until its next round. Thread-safe, as long as one client does one order at a time.
 */
public final class SecureSessions {
    private final Function<ClientId, Optional<SecureIdentity>> identities;
    private final SecureFloor floor;
    private final SecureRandom random;
    private final Map<Owner, Session> sessions = new ConcurrentHashMap<>();

    /**
     * @param identities of the clients of this process; a client that has one never sends a change in the clear
     * @param floor what they insist on
     * @param random of keys; a device's is the system's
     */
    public SecureSessions(
            Function<ClientId, Optional<SecureIdentity>> identities, SecureFloor floor, SecureRandom random) {
        this.identities = identities;
        this.floor = floor;
        this.random = random;
    }

    /** For clients that have no identity, and refuse to take part. */
    public static SecureSessions none() {
        return new SecureSessions(_ -> Optional.empty(), SecureFloor.usual(), new SecureRandom());
    }

    /** For one client on its device. */
    public static SecureSessions of(SecureIdentity identity, SecureFloor floor) {
        ClientId own = identity.certificate().client();
        return new SecureSessions(
                client -> client.equals(own) ? Optional.of(identity) : Optional.empty(), floor, new SecureRandom());
    }

    private record Owner(JobId job, ClientId client) {
        // Profiling and stages are jobs of their own; of all that belong to one job a client has one part at a time.
        static Owner of(TaskId id) {
            return new Owner(id.job().whole(), id.client());
        }
    }

    /** @param vector the client's input, and once it was asked for, the masked input */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Session(TaskId task, SecureTerms terms, SecureParticipant participant, long[] vector) {}

    /** Whether a client sends its changes under masks only. */
    public boolean insists(ClientId client) {
        return identities.apply(client).isPresent();
    }

    /** The keys that were sent for a task before, if it is the client's last one: it need not be done again. */
    public Optional<EncodedUpdate> sent(TaskOrder order) {
        Session session = sessions.get(Owner.of(order.id()));
        return session != null && session.task().equals(order.id())
                ? Optional.of(update(
                        order, MemorySegment.ofArray(session.participant().keys())))
                : Optional.empty();
    }

    /**
     * Stage 0: keeps a change for the stages to come, and yields the client's keys.
     *
     * @param weight at least 1
     * @throws IllegalArgumentException if the client has no identity, the terms cannot be, or the change is not finite
     */
    public EncodedUpdate begin(TaskOrder order, Parameters change, long weight) {
        SecureIdentity identity = identities
                .apply(order.id().client())
                .orElseThrow(() -> new IllegalArgumentException(
                        "client " + order.id().client() + " has no identity for secure aggregation"));
        SecureTerms terms = SecureTerms.of(order.settings());
        long[] vector = terms.encode(change, weight);
        SecureParticipant participant = new SecureParticipant(order.id(), identity, floor, random);
        sessions.put(Owner.of(order.id()), new Session(order.id(), terms, participant, vector));
        return update(order, MemorySegment.ofArray(participant.keys()));
    }

    /** Later stages: the answer to an order of one. */
    public EncodedUpdate answer(TaskOrder order, SecureStage stage) throws RefusedStageException {
        Session session = sessions.get(Owner.of(order.id()));
        if (session == null
                || session.task().round() != order.id().round()
                || !stage.jobOf(session.task().job()).equals(order.id().job())) {
            throw new RefusedStageException("this client has no part in round "
                    + order.id().round() + " of " + order.id().job() + ": it began anew, or another round has begun");
        }
        byte[] message;
        try {
            message = SecureStage.message(order.settings());
        } catch (MalformedMessageException e) {
            throw new RefusedStageException(String.valueOf(e.getMessage()));
        }
        SecureParticipant participant = session.participant();
        MemorySegment answer = switch (stage) {
            case SHARES -> MemorySegment.ofArray(participant.share(message));
            case MASKED -> {
                participant.mask(message, session.terms().ring(), session.vector());
                yield bytes(session.vector());
            }
            case REVEALED -> MemorySegment.ofArray(participant.reveal(message));
        };
        return update(order, answer);
    }

    private static EncodedUpdate update(TaskOrder order, MemorySegment payload) {
        return new EncodedUpdate(
                SecureStage.CODEC, order.model().parameters().layout().fingerprint(), payload);
    }

    private static MemorySegment bytes(long[] words) {
        if (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
            return MemorySegment.ofArray(words);
        }
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * words.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return MemorySegment.ofArray(bytes.array());
    }
}
