package io.tifl.experiments.sim;

import io.tifl.protocol.ClientId;
import io.tifl.protocol.task.TaskOrder;
import java.util.function.ToLongFunction;

/**
 * What orders cost. A pure function of the order: the arrival of a reply is known before the work is done, so the work can
 * be done in any order and on any number of threads.
 */
@FunctionalInterface
public interface Workload {
    Demand demand(TaskOrder order);

    /** The same for every order. */
    static Workload constant(Demand demand) {
        return order -> demand;
    }

    /**
     * Training: the model comes as float32, each example costs {@code cost} in every epoch (setting {@code epochs}, 1 when
     * absent), and the update goes back as float32.
     *
     * @param examples training examples of a client
     */
    static Workload training(CostPerSample cost, ToLongFunction<ClientId> examples) {
        return training(cost, examples, Workload::modelBytes);
    }

    /**
     * Training with a compressed update.
     *
     * @param uploadBytes size of the encoded update for an order; an estimate if the codec's size depends on the values
     */
    static Workload training(
            CostPerSample cost, ToLongFunction<ClientId> examples, ToLongFunction<TaskOrder> uploadBytes) {
        return order -> {
            long samples =
                    examples.applyAsLong(order.id().client()) * order.settings().integer("epochs", 1);
            double seconds = samples * cost.trainingSeconds(order.model());
            return new Demand(modelBytes(order), seconds, uploadBytes.applyAsLong(order));
        };
    }

    /** Bytes of the order's model in float32. */
    static long modelBytes(TaskOrder order) {
        return order.model().parameters().values().byteSize();
    }
}
