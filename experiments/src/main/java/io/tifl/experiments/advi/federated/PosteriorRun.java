package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.Advi;
import io.tifl.experiments.advi.AdviSettings;
import io.tifl.experiments.advi.Fit;
import io.tifl.experiments.advi.Posterior;
import io.tifl.experiments.advi.Search;
import io.tifl.experiments.advi.WeightedDraws;
import io.tifl.experiments.advi.model.Model;
import io.tifl.experiments.lead.LedWork.Status;
import io.tifl.experiments.lead.WorkLeader;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.transport.CoordinatorTransport;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Moves the fit of a posterior on, step by step, until it is over: all its clients are asked at the step's points, and the exact sum of
 * what they answer is the likelihood. Confined to one thread.
 *
 * <p>A step is a function of where the search stands, so the fit is kept every {@value #KEEP_EVERY} steps only: one that was cut short
 * makes the steps since again, with the same points and bits, and journaled replies to them count. All data are needed in each step: a
 * client that is gone is waited for, and one that is lost for good, or is wrong each time it is asked, ends the fit, or has it begin again
 * without its data if that was asked for or no step had been made.
 */
final class PosteriorRun implements WorkLeader.Course<PosteriorFit> {
    static final int KEEP_EVERY = 10;

    /** What it works with. */
    record Parts(
            CoordinatorTransport transport,
            Supplier<SortedSet<ClientId>> present,
            InstantSource clock,
            WorkLeader.Keeper<PosteriorFit> keeper,
            WorkLeader.Forgetting done) {}

    private final Parts parts;
    private final Runnable sent;
    private final Model model;
    private final AdviSettings settings;
    private final Seed seed;
    private final List<TaskId> over = new ArrayList<>();
    private PosteriorFit fit;
    private @Nullable FleetLikelihood asked;
    private @Nullable Instant goneSince;
    private boolean isLost;

    /**
     * @param sent told whenever orders are out
     * @throws IllegalArgumentException if the model is not installed here, or takes other settings
     */
    PosteriorRun(PosteriorFit fit, Parts parts, Runnable sent) {
        this.fit = fit;
        this.parts = parts;
        this.sent = sent;
        this.model = fit.definition().prior();
        this.settings = fit.definition().advi();
        this.seed = new Seed(fit.definition().seed());
    }

    @Override
    public PosteriorFit work() {
        return fit;
    }

    /**
     * Goes on as far as it can.
     *
     * @return whether there is nothing more to be done: it is over, or somebody else's; if not, it waits for clients
     * @throws IOException if something cannot be kept now; then it can be called again
     */
    @Override
    public boolean advance() throws IOException, InterruptedException {
        while (!fit.hasEnded() && !isLost) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted between two steps");
            }
            if (!move()) {
                return isLost;
            }
        }
        return true;
    }

    /** False if it has to wait. */
    private boolean move() throws IOException, InterruptedException {
        Search search = fit.search();
        if (search == null) {
            return begin();
        }
        try {
            return advi(likelihood(0)).isOver(search) ? end(search) : step(search);
        } catch (AbsentClientsException e) {
            return await(e);
        } catch (RefusedClientException e) {
            return lose(e.client(), e.why());
        } catch (ArithmeticException e) {
            return keep(fit.ended(Status.FAILED, "step " + search.step() + ": " + e.getMessage()));
        } catch (CancellationException e) {
            boolean _ = Thread.interrupted();
            throw (InterruptedException) new InterruptedException(e.getMessage()).initCause(e);
        }
    }

    private boolean begin() throws IOException {
        SortedSet<ClientId> present = parts.present().get();
        int least = fit.definition().leastClients();
        if (present.size() < least) {
            say("it waits for " + least + " clients, " + present.size() + " are there");
            return false;
        }
        SortedMap<String, Long> all = new TreeMap<>();
        present.forEach(client -> all.put(client.value(), PosteriorFit.UNKNOWN));
        return keep(fit.beginning(all, advi(likelihood(0)).start()));
    }

    private boolean step(Search search) throws IOException {
        FleetLikelihood likelihood = asked(2L * search.step());
        Search next = advi(likelihood).next(search);
        made(likelihood);
        PosteriorFit reached = fit.at(next, told(likelihood));
        boolean isDue = next.step() % KEEP_EVERY == 0 || search.step() == 0;
        if (isDue || !fit.reason().isEmpty()) {
            return keep(reached);
        }
        fit = reached;
        return true;
    }

    private boolean end(Search search) throws IOException {
        Fit reached = advi(likelihood(0)).reached(search);
        return keep(fit.done(reached.converged(), diagnosis(reached)));
    }

    private WeightedDraws.@Nullable Diagnosis diagnosis(Fit reached) {
        int draws = fit.definition().judgeDraws();
        if (draws == 0) {
            return null;
        }
        FleetLikelihood likelihood = asked(2L * settings.maxSteps());
        Posterior posterior = new Posterior(model.space(), model.target(likelihood, 1), reached);
        WeightedDraws.Diagnosis judged =
                posterior.weighted(draws, seed.child("judge")).diagnosis();
        made(likelihood);
        return judged;
    }

    private Advi advi(FleetLikelihood likelihood) {
        return new Advi(
                model.space().freeSize(),
                model.target(likelihood, settings.objective().beta()),
                settings,
                seed);
    }

    /** The likelihood of a step that may have been begun before. */
    private FleetLikelihood asked(long request) {
        FleetLikelihood begun = asked;
        if (begun == null) {
            begun = likelihood(request);
            asked = begun;
        }
        begun.again();
        return begun;
    }

    private FleetLikelihood likelihood(long request) {
        SortedMap<ClientId, Long> clients = new TreeMap<>();
        fit.clients().forEach((client, data) -> clients.put(new ClientId(client), data));
        long earlier = fit.restarts() * (2L * settings.maxSteps() + 1);
        return new FleetLikelihood(
                new FleetLikelihood.Asking(
                        parts.transport(),
                        fit.orders(),
                        fit.definition().asked(),
                        model.space().size(),
                        fit.definition().deadline()),
                clients,
                earlier + request,
                sent);
    }

    private void made(FleetLikelihood likelihood) {
        over.addAll(likelihood.tasks());
        asked = null;
        goneSince = null;
    }

    private static SortedMap<String, Long> told(FleetLikelihood likelihood) {
        SortedMap<String, Long> told = new TreeMap<>();
        likelihood.data().forEach((client, data) -> told.put(client.value(), data));
        return told;
    }

    private boolean await(AbsentClientsException absent) throws IOException {
        Instant now = parts.clock().instant();
        Instant since = goneSince == null ? now : goneSince;
        goneSince = since;
        if (since.plus(fit.definition().patience()).isAfter(now)) {
            say("it waits: " + absent.getMessage());
            return false;
        }
        return lose(
                absent.clients().first(),
                "it did not answer for " + fit.definition().patience().toSeconds() + " s");
    }

    private boolean lose(ClientId client, String why) throws IOException {
        if (asked != null) {
            made(asked);
        }
        Search search = fit.search();
        boolean isFirstStep = search == null || search.step() == 0;
        String named = client + ": " + why;
        if (!isFirstStep && !fit.definition().restart()) {
            return keep(fit.ended(Status.FAILED, named));
        }
        int rest = fit.clients().size() - 1;
        int least = fit.definition().leastClients();
        PosteriorFit without =
                fit.without(client.value(), why, advi(likelihood(0)).start());
        if (rest < least) {
            return keep(without.ended(
                    Status.FAILED,
                    named + "; without it " + rest + " clients are left, at least " + least + " are needed"));
        }
        return keep(without);
    }

    private void say(String why) throws IOException {
        if (!fit.reason().equals(why)) {
            boolean _ = keep(fit.waiting(why));
        }
    }

    private boolean keep(PosteriorFit after) throws IOException {
        isLost |= !parts.keeper().keep(after);
        fit = after;
        for (TaskId task : over) {
            parts.done().forget(task);
        }
        over.clear();
        return true;
    }
}
