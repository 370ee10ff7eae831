package io.tifl.experiments.sim;

import io.tifl.coordinator.round.Inquiry;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The clients that fetched the model of a round's query. Immutable. */
record Holders(JobId job, long round, Set<ClientId> clients) {
    static Holders none() {
        return new Holders(new JobId("none"), -1, Set.of());
    }

    Holders {
        clients = Set.copyOf(clients);
    }

    /** Of the orders of one dispatch that will be answered; empty if they are no query about a model. */
    static Optional<Holders> of(List<Expected> answered) {
        if (answered.isEmpty()) {
            return Optional.empty();
        }
        TaskOrder first = answered.getFirst().order();
        JobId whole = first.id().job().whole();
        if (!first.id().job().equals(Inquiry.jobOf(whole)) || !first.model().hasParameters()) {
            return Optional.empty();
        }
        Set<ClientId> clients = new HashSet<>();
        answered.forEach(expected -> clients.add(expected.order().id().client()));
        return Optional.of(new Holders(whole, first.id().round(), clients));
    }

    /** Whether the order's client has its model. */
    boolean have(TaskOrder order) {
        TaskId id = order.id();
        return id.round() == round && id.job().equals(job) && clients.contains(id.client());
    }
}
