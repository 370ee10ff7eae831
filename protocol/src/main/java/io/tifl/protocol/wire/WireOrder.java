package io.tifl.protocol.wire;

import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.time.Duration;

/**
 * A {@link TaskOrder} as it travels: its model may be missing and only be named, because many orders share one model.
 *
 * <p>The components are those of the order.
 */
public record WireOrder(
        TaskId id, String task, Settings settings, OrderedModel model, String codec, long seed, Duration timeLimit) {
    public WireOrder {
        TaskOrder.check(task, codec, timeLimit);
    }

    /** The order with its model. */
    public static WireOrder withModel(TaskOrder order) {
        return of(order, new OrderedModel.Inline(order.model()));
    }

    /** The order with a reference to its model, which travels as a message of its own, unless it is a name and nothing more. */
    public static WireOrder withReference(TaskOrder order) {
        return order.model().hasParameters() ? of(order, ModelReference.to(order.model())) : withModel(order);
    }

    private static WireOrder of(TaskOrder order, OrderedModel model) {
        return new WireOrder(
                order.id(), order.task(), order.settings(), model, order.codec(), order.seed(), order.timeLimit());
    }

    /**
     * The order itself, given the model it refers to.
     *
     * @throws IllegalArgumentException if that is another version or layout, or the order carries another model
     */
    public TaskOrder toOrder(GlobalModel fetched) {
        boolean matches = switch (model) {
            case OrderedModel.Inline inline -> inline.model().equals(fetched);
            case ModelReference reference -> reference.names(fetched);
        };
        if (!matches) {
            throw new IllegalArgumentException(
                    id + " starts from " + describe(model) + ", got " + ModelReference.to(fetched));
        }
        return new TaskOrder(id, task, settings, fetched, codec, seed, timeLimit);
    }

    private static ModelReference describe(OrderedModel model) {
        return switch (model) {
            case OrderedModel.Inline inline -> ModelReference.to(inline.model());
            case ModelReference reference -> reference;
        };
    }
}
