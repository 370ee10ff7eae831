package io.tifl.experiments.attack;

import io.tifl.experiments.sim.Workplace;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.codec.MalformedUpdateException;
import io.tifl.protocol.codec.UpdateCodec;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskOrder;
import io.tifl.protocol.task.TaskReply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A workplace some of whose clients forge their updates. All work of a dispatch is done before the first reply is handed out,
 * since forgers may know what the others send. Thread-safe.
 */
public final class AttackedWorkplace implements Workplace {
    private final Workplace honest;
    private final Adversaries adversaries;
    private final Catalog<UpdateCodec> codecs;
    private Optional<GlobalModel> lastModel = Optional.empty();
    private Optional<Parameters> lastChange = Optional.empty();

    /** @param honest does the work; closed with this one */
    public AttackedWorkplace(Workplace honest, Adversaries adversaries, Catalog<UpdateCodec> codecs) {
        this.honest = honest;
        this.adversaries = adversaries;
        this.codecs = codecs;
    }

    @Override
    public Work begin(List<TaskOrder> orders) {
        return new ForgedWork(orders, honest.begin(orders), seen(orders));
    }

    /** What the model did since it was last seen. */
    private synchronized Optional<Parameters> seen(List<TaskOrder> orders) {
        if (orders.isEmpty()) {
            return lastChange;
        }
        GlobalModel now = orders.getFirst().model();
        GlobalModel before = lastModel.orElse(now);
        if (now.version() != before.version()) {
            Parameters old = before.parameters();
            lastChange =
                    Optional.of(Vectors.of(old.layout(), i -> now.parameters().get(i) - old.get(i)));
        }
        lastModel = Optional.of(now);
        return lastChange;
    }

    @Override
    public void close() {
        honest.close();
    }

    /** The work of one dispatch. Confined to one thread, but for being cancelled. */
    private final class ForgedWork implements Work {
        private final List<TaskOrder> orders;
        private final Work work;
        private final Optional<Parameters> change;
        private final List<Finished> done = new ArrayList<>();
        private List<Finished> forged = List.of();

        ForgedWork(List<TaskOrder> orders, Work work, Optional<Parameters> change) {
            this.orders = List.copyOf(orders);
            this.work = work;
            this.change = change;
        }

        @Override
        public Finished await(int index) throws InterruptedException {
            while (done.size() < orders.size()) {
                done.add(work.await(done.size()));
            }
            if (forged.isEmpty()) {
                forged = forged();
            }
            return forged.get(index);
        }

        private List<Finished> forged() {
            List<Parameters> honestChanges = new ArrayList<>();
            List<Parameters> attackers = new ArrayList<>();
            for (int i = 0; i < done.size(); i++) {
                if (done.get(i).reply() instanceof TaskReply.Updated updated) {
                    (attacks(i) ? attackers : honestChanges).add(decoded(orders.get(i), updated));
                }
            }
            List<Finished> all = new ArrayList<>();
            for (int i = 0; i < done.size(); i++) {
                all.add(
                        attacks(i) && done.get(i).reply() instanceof TaskReply.Updated updated
                                ? forged(orders.get(i), updated, honestChanges, attackers)
                                : done.get(i));
            }
            return all;
        }

        private boolean attacks(int index) {
            return adversaries.attacks(orders.get(index).id().client());
        }

        private Finished forged(
                TaskOrder order,
                TaskReply.Updated updated,
                List<Parameters> honestChanges,
                List<Parameters> attackers) {
            Seed seed = new Seed(order.seed()).child("attack");
            Scene scene = new Scene(decoded(order, updated), honestChanges, attackers, change, seed);
            Parameters forged = adversaries.attack().forged(scene);
            return Finished.of(new TaskReply.Updated(
                    updated.id(),
                    codecs.get(order.codec())
                            .encode(forged, seed.child("encode").value()),
                    updated.examples(),
                    updated.metrics()));
        }

        private Parameters decoded(TaskOrder order, TaskReply.Updated updated) {
            try {
                return codecs.get(order.codec())
                        .decode(updated.update(), order.model().parameters().layout());
            } catch (MalformedUpdateException e) {
                throw new IllegalStateException("a simulated client sent what cannot be decoded", e);
            }
        }

        @Override
        public void cancel() {
            work.cancel();
        }
    }
}
