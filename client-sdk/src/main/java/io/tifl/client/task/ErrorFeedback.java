package io.tifl.client.task;

import io.tifl.client.state.StateFile;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.codec.EncodedUpdate;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.task.TaskId;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What lossy codecs left out of each client's earlier updates, and still owe: it is added to the client's next change
 * (Seide et al., "1-Bit Stochastic Gradient Descent", 2014; Stich et al., "Sparsified SGD with Memory", 2018). Used for
 * codecs that {@linkplain UpdateCodec#needsErrorFeedback need it}, and for no others.
 *
 * <p>A debt is kept per job and client, in memory; {@link #save} and {@link #load} carry it over a restart, without which a
 * client that starts anew has none. An update is taken to be counted unless {@link #notCounted} says otherwise. Until one or the other is said, an order that comes twice gives the
 * same update twice. So a client's updates depend on its own orders and on which of its updates counted, and not on
 * threads or on other clients.
 *
 * <p>Takes up to 8 bytes per parameter and client, 4 once {@link #counted} or {@link #notCounted} was said. Thread-safe, as
 * long as one client does one order at a time.
 */
public final class ErrorFeedback {
    private final Map<Owner, Debt> debts = new LinkedHashMap<>();
    private boolean changed;

    /** Nobody owes anything yet. */
    public ErrorFeedback() {}

    /**
     * What was owed when it was saved.
     *
     * @throws io.tifl.client.state.DamagedStateException if the file holds anything else
     */
    public static ErrorFeedback load(StateFile file) throws IOException {
        ErrorFeedback feedback = new ErrorFeedback();
        file.read(in -> {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                Debt debt = Debt.read(in);
                feedback.debts.put(Owner.of(debt.last), debt);
            }
            return feedback;
        });
        return feedback;
    }

    /**
     * Saves all debts, those of an update not yet settled too: after a load, an order that comes once more gives the same
     * update. Takes what the debts take in memory, and a few bytes more.
     */
    public synchronized void save(StateFile file) throws IOException {
        file.write(out -> {
            out.writeInt(debts.size());
            for (Debt debt : debts.values()) {
                debt.write(out);
            }
        });
        changed = false;
    }

    private record Owner(String job, String client) {
        static Owner of(TaskId id) {
            return new Owner(id.job().value(), id.client().value());
        }
    }

    /**
     * What one client owes.
     *
     * @param before what it owed before its last update
     * @param last the last update's order
     * @param after what it owes if that update counts
     */
    private record Debt(
            @Nullable Parameters before,
            TaskId last,
            @Nullable Parameters after) {
        @Nullable
        Parameters at(TaskId id) {
            return last.equals(id) ? before : after;
        }

        void write(DataOutputStream out) throws IOException {
            out.writeUTF(last.job().value());
            out.writeLong(last.round());
            out.writeUTF(last.client().value());
            SavedParameters.write(out, before);
            boolean settled = Objects.equals(before, after);
            out.writeBoolean(settled);
            if (!settled) {
                SavedParameters.write(out, after);
            }
        }

        static Debt read(DataInputStream in) throws IOException {
            JobId job = new JobId(in.readUTF());
            long round = in.readLong();
            TaskId last = new TaskId(job, round, new ClientId(in.readUTF()));
            Parameters before = SavedParameters.read(in);
            boolean settled = in.readBoolean();
            return new Debt(before, last, settled ? before : SavedParameters.read(in));
        }

        /** The debt from now on, if that is the order in question. */
        Debt settled(TaskId id, @Nullable Parameters owed) {
            return last.equals(id) ? new Debt(owed, id, owed) : this;
        }
    }

    /** Whether a restart would forget something: a debt is new or other than when it was last saved or loaded. */
    public synchronized boolean changed() {
        return changed;
    }

    /** Encodes a client's change and what it owes, and notes what this leaves out. */
    EncodedUpdate encode(TaskId id, Parameters change, UpdateCodec codec, long seed) {
        Parameters owed = owed(id, change.layout());
        Parameters whole = owed == null ? change : combined(change, owed, 1);
        EncodedUpdate update = codec.encode(whole, seed);
        Parameters left = combined(whole, decoded(update, codec, change.layout()), -1);
        synchronized (this) {
            // What is not finite is refused by whoever aggregates, and would spoil every later update.
            debts.put(Owner.of(id), new Debt(owed, id, isFinite(left) ? left : null));
            changed = true;
        }
        return update;
    }

    private synchronized @Nullable Parameters owed(TaskId id, Layout layout) {
        Debt debt = debts.get(Owner.of(id));
        Parameters owed = debt == null ? null : debt.at(id);
        return owed != null && owed.layout().equals(layout) ? owed : null;
    }

    private static Parameters decoded(EncodedUpdate update, UpdateCodec codec, Layout layout) {
        try {
            return codec.decode(update, layout);
        } catch (MalformedUpdateException e) {
            throw new IllegalStateException("codec '" + codec.name() + "' cannot read what it wrote", e);
        }
    }

    private static Parameters combined(Parameters one, Parameters other, int sign) {
        float[] sum = one.toArray();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += sign * other.get(i);
        }
        return Parameters.owning(one.layout(), sum);
    }

    private static boolean isFinite(Parameters values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Float.isFinite(values.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** What the client of an order owes before its update is made, or made once more; empty if nothing. */
    public synchronized Optional<Parameters> owedBefore(TaskId id) {
        Debt debt = debts.get(Owner.of(id));
        return debt == null ? Optional.empty() : Optional.ofNullable(debt.at(id));
    }

    /** What the client of an order owes once its update counts; empty if nothing. */
    public synchronized Optional<Parameters> owedAfter(TaskId id) {
        Debt debt = debts.get(Owner.of(id));
        return debt == null ? Optional.empty() : Optional.ofNullable(debt.after);
    }

    /**
     * Takes over what is owed from where it was kept: the update of that order is made elsewhere, or is about to be made here.
     *
     * @param before what its client owes before that update
     * @param after what it owes if the update counts
     */
    public synchronized void take(TaskId id, Optional<Parameters> before, Optional<Parameters> after) {
        debts.put(Owner.of(id), new Debt(before.orElse(null), id, after.orElse(null)));
        changed = true;
    }

    /** Forgets what the client of an order owes: it is kept elsewhere. */
    public synchronized void forget(TaskId id) {
        debts.remove(Owner.of(id));
        changed = true;
    }

    /** The update of that order reached the model: what it left out is owed, for good. */
    public synchronized void counted(TaskId id) {
        debts.computeIfPresent(Owner.of(id), (_, debt) -> debt.settled(id, debt.after));
    }

    /** The update of that order was lost: its client owes what it owed before. Nothing happens if there was none. */
    public synchronized void notCounted(TaskId id) {
        Debt debt = debts.get(Owner.of(id));
        if (debt != null && debt.last.equals(id) && !Objects.equals(debt.before, debt.after)) {
            debts.put(Owner.of(id), debt.settled(id, debt.before));
            changed = true;
        }
    }
}
