package io.tifl.client.transport;

import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireOrder;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * Carries what a {@link CarriedTransport} has to say to the coordinator, and what it hears. Confined to its thread, but for
 * {@link #renew}.
 */
public interface Carrier {
    /**
     * An order as it came.
     *
     * @param message of the wire format; handed over
     * @param nonce to be signed with the reply
     * @param lease how long the order is the client's unless it renews
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Handed(byte[] message, String nonce, Duration lease) {}

    /** What came of a renewal. */
    enum Renewal {
        /** The coordinator knows that work goes on. */
        RENEWED,
        /** Nobody waits for the order any more. */
        WITHDRAWN,
        /** To tell the coordinator again is useless. */
        REFUSED
    }

    /** Is called before orders are asked for, each time. */
    default void open() throws IOException, InterruptedException {}

    /**
     * Asks for an order once.
     *
     * @param deadline of the wait, by {@link System#nanoTime}
     * @return empty if none came; the deadline need not have passed
     * @throws MalformedMessageException if what came is no message
     */
    Optional<Handed> order(long deadline) throws IOException, InterruptedException, MalformedMessageException;

    /**
     * The model that the order last handed out refers to.
     *
     * @throws io.tifl.protocol.transport.RefusedException with the advice to forget if it cannot be had any more
     */
    GlobalModel model(WireOrder order, ModelReference reference) throws IOException, InterruptedException;

    /**
     * Delivers a reply.
     *
     * @return whether the coordinator had this very reply before
     * @throws io.tifl.protocol.transport.RefusedException if the coordinator does not take it
     */
    boolean deliver(TaskId id, byte[] reply, String nonce) throws IOException, InterruptedException;

    /**
     * Says that work on an order goes on. On a thread of its own.
     *
     * @throws IOException if that could not be said; it is tried again
     */
    Renewal renew(TaskId id) throws IOException, InterruptedException;

    /** Frees what it holds, and says goodbye if that can be done soon. */
    void leave() throws IOException, InterruptedException;
}
