package io.tifl.experiments.noise.federated;

import io.tifl.experiments.lead.LedWork.Status;
import io.tifl.experiments.lead.WorkLeader;
import io.tifl.experiments.noise.federated.Evaluation.Contestant;
import io.tifl.experiments.noise.federated.Evaluation.OpenRound;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.transport.CoordinatorTransport;
import io.tifl.tiering.Draws;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.function.Supplier;

/**
 * Moves an evaluation on, round by round, until it is over: the model whose turn it is goes to clients with the order {@code noise}, and
 * what they count is pooled. Confined to one thread.
 *
 * <p>A round is kept before its orders go out, and its result before the next; one that was cut short is taken up with the clients it had,
 * and their journaled replies count. Chance comes from the definition's seed by turn, client, level and trial: models that are compared
 * meet the same chips.
 */
final class EvaluationRun implements WorkLeader.Course<Evaluation> {
    /** What it works with. */
    record Parts(
            CoordinatorTransport transport,
            Supplier<SortedSet<ClientId>> present,
            RobustnessModels models,
            WorkLeader.Keeper<Evaluation> keeper,
            WorkLeader.Forgetting done) {}

    private final Parts parts;
    private final Runnable sent;
    private Evaluation evaluation;
    private boolean isLost;

    /** @param sent told whenever orders are out */
    EvaluationRun(Evaluation evaluation, Parts parts, Runnable sent) {
        this.evaluation = evaluation;
        this.parts = parts;
        this.sent = sent;
    }

    @Override
    public Evaluation work() {
        return evaluation;
    }

    /**
     * Goes on as far as it can.
     *
     * @return whether there is nothing more to be done: it is over, or somebody else's; if not, it waits for clients, or for a model
     * @throws IOException if something cannot be read or kept now
     */
    @Override
    public boolean advance() throws IOException, InterruptedException {
        while (!evaluation.hasEnded() && !isLost) {
            if (!step()) {
                return false;
            }
        }
        return true;
    }

    /** False if it has to wait. */
    private boolean step() throws IOException, InterruptedException {
        OpenRound open = evaluation.open();
        if (open != null) {
            return play(open);
        }
        Optional<Integer> next = evaluation.next();
        if (next.isEmpty()) {
            return evaluation.definition().follow() ? follow() : end();
        }
        return open(next.get());
    }

    private boolean end() throws IOException {
        boolean allFailed =
                evaluation.contestants().stream().noneMatch(one -> one.fault().isEmpty());
        String why = allFailed && !evaluation.contestants().isEmpty()
                ? evaluation.contestants().getFirst().fault()
                : "";
        return keep(evaluation.ended(allFailed ? Status.FAILED : Status.DONE, why));
    }

    /** The next model that is still there: those that were given up while others were judged are passed over. */
    private boolean follow() throws IOException {
        JobId job = ModelName.parse(evaluation.definition().models().getFirst()).job();
        try {
            // First, so that the last model is not missed.
            boolean isOver = parts.models().isOver(job);
            OptionalLong next = parts.models().next(job, followed());
            if (next.isPresent()) {
                return keep(evaluation.with(Contestant.of(job + "@" + next.getAsLong())));
            }
            return isOver ? end() : await("it waits for a model of job " + job);
        } catch (IllegalArgumentException e) {
            return keep(evaluation.ended(Status.FAILED, String.valueOf(e.getMessage())));
        }
    }

    private long followed() {
        return evaluation.contestants().stream()
                .mapToLong(one -> ModelName.parse(one.model()).version().orElseThrow())
                .max()
                .orElse(-1);
    }

    private boolean await(String why) throws IOException {
        if (!evaluation.reason().equals(why)) {
            keep(evaluation.waiting(why));
        }
        return isLost;
    }

    private boolean open(int place) throws IOException {
        Contestant one = evaluation.contestants().get(place);
        ModelName name = ModelName.parse(one.model());
        if (name.version().isEmpty()) {
            OptionalLong newest = parts.models().newest(name.job());
            if (newest.isEmpty()) {
                return keep(evaluation.with(place, one.failed("job " + name.job() + " has no model")));
            }
            return keep(
                    evaluation.with(place, one.named(name.at(newest.getAsLong()).toString())));
        }
        SortedSet<ClientId> present = parts.present().get();
        int least = evaluation.definition().leastClients();
        if (present.size() < least) {
            return await("it waits for " + least + " clients, " + present.size() + " are there");
        }
        return keep(evaluation.opening(
                place, drawn(present, one).stream().map(ClientId::value).toList()));
    }

    private List<ClientId> drawn(SortedSet<ClientId> present, Contestant one) {
        int most = evaluation.definition().clients();
        List<ClientId> all = new ArrayList<>(present);
        return most == 0 || all.size() <= most
                ? all
                : Draws.from(all, most, turn(one).child("clients").generator()).stream()
                        .sorted()
                        .toList();
    }

    private Seed turn(Contestant one) {
        return new Seed(evaluation.definition().seed())
                .child("noise-evaluation")
                .child(one.rounds());
    }

    private boolean play(OpenRound open) throws IOException, InterruptedException {
        Contestant one = evaluation.contestants().get(open.contestant());
        ModelName name = ModelName.parse(one.model());
        GlobalModel model;
        try {
            model = parts.models().get(name.job(), name.version().orElseThrow());
        } catch (IllegalArgumentException e) {
            return keep(evaluation
                    .with(open.contestant(), one.failed(String.valueOf(e.getMessage())))
                    .closed());
        }
        NoiseRound round = new NoiseRound(
                evaluation.definition().ordersOf(name.job()),
                open.round(),
                model,
                evaluation.definition().task(),
                turn(one).child("chips"),
                evaluation.definition().deadline());
        List<ClientId> clients = open.clients().stream().map(ClientId::new).toList();
        NoiseRound.Outcome outcome = round.run(parts.transport(), clients, one.chips(), sent);
        boolean kept = keep(evaluation.after(open, outcome));
        for (ClientId client : clients) {
            parts.done().forget(round.task(client));
        }
        return kept;
    }

    private boolean keep(Evaluation after) throws IOException {
        isLost |= !parts.keeper().keep(after);
        evaluation = after;
        return true;
    }
}
