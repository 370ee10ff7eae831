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
    /**
     * What judging an example costs of what training on it does: a forward pass of the three passes' worth that forward and
     * backward are (FedScale, ICML 2022, counts 3 times its measured inference for training; Kaplan et al., arXiv 2001.08361,
     * section 2.1: the backward pass takes about twice the forward pass).
     */
    double FORWARD_SHARE = 1.0 / 3;

    /** About what an answer of a few numbers takes on the wire. */
    long ANSWER_BYTES = 256;

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

    /**
     * Judging a model: it comes as float32, each example costs a forward pass, and a few numbers go back.
     *
     * @param examples that an order looks at
     */
    static Workload evaluation(CostPerSample cost, ToLongFunction<TaskOrder> examples) {
        return order -> new Demand(
                modelBytes(order),
                FORWARD_SHARE * examples.applyAsLong(order) * cost.trainingSeconds(order.model()),
                ANSWER_BYTES);
    }

    /** A question that takes no model and no work to answer. */
    static Workload question() {
        return constant(new Demand(0, 0, ANSWER_BYTES));
    }

    /** Bytes of the order's model in float32. */
    static long modelBytes(TaskOrder order) {
        return order.model().parameters().values().byteSize();
    }
}
