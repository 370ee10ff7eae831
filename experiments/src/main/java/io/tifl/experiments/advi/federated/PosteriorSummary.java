package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.Fit;
import io.tifl.experiments.advi.Posterior;
import io.tifl.experiments.advi.Search;
import io.tifl.experiments.advi.WeightedDraws;
import io.tifl.experiments.advi.family.Family;
import io.tifl.experiments.advi.family.Mixture;
import io.tifl.experiments.advi.model.Model;
import io.tifl.experiments.advi.model.Space;
import io.tifl.experiments.advi.model.Values;
import io.tifl.protocol.Seed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The fit of a posterior as users see it, in a line.
 *
 * @param reason why it ended so, or what it waits for
 * @param clients that take part
 * @param steps that are kept
 * @param bound at the last convergence test, in nats; null before the first
 */
public record PosteriorSummary(
        String name,
        String model,
        String status,
        String reason,
        Instant submitted,
        int clients,
        int steps,
        @Nullable Double bound) {
    private static final int DRAWS = 1000;

    public static PosteriorSummary of(PosteriorFit fit) {
        Search search = fit.search();
        return new PosteriorSummary(
                fit.definition().name(),
                fit.definition().model(),
                fit.status().toString(),
                fit.reason(),
                fit.submitted(),
                fit.clients().size(),
                search == null ? 0 : search.step(),
                search == null || search.bounds().isEmpty()
                        ? null
                        : search.bounds().getLast());
    }

    /**
     * All that it found.
     *
     * @param modelSettings of the model
     * @param settings of the fit
     * @param clients that take part, with how many data each has; -1 before it has said so
     * @param refused clients that do not take part any more, with the reason
     * @param bounds at the convergence tests, in nats
     * @param diagnosis how good an approximation it is; null unless it is done and was judged
     * @param approximation null before it begins
     */
    public record FullPosterior(
            PosteriorSummary summary,
            SortedMap<String, String> modelSettings,
            SortedMap<String, String> settings,
            SortedMap<String, Long> clients,
            SortedMap<String, String> refused,
            boolean converged,
            List<Double> bounds,
            WeightedDraws.@Nullable Diagnosis diagnosis,
            @Nullable Approximation approximation) {
        public static FullPosterior of(PosteriorFit fit) {
            Search search = fit.search();
            return new FullPosterior(
                    PosteriorSummary.of(fit),
                    fit.definition().modelSettings().values(),
                    fit.definition().fit().values(),
                    fit.clients(),
                    fit.refused(),
                    fit.converged(),
                    search == null ? List.of() : search.bounds(),
                    fit.diagnosis(),
                    search == null ? null : Approximation.of(fit.definition(), search));
        }
    }

    /**
     * A mixture of Gaussians, in free numbers.
     *
     * @param effectiveModes exponential of the weights' entropy
     * @param fingerprint SHA-256 of the numbers' bits: equal for equal fits
     * @param member its numbers, in the order of {@link Family}
     */
    public record Approximation(
            double effectiveModes,
            List<Component> components,
            List<Moments> parameters,
            String fingerprint,
            List<Double> member) {
        static Approximation of(PosteriorDefinition definition, Search search) {
            Model model = definition.prior();
            Family family = new Family(
                    model.space().freeSize(),
                    definition.advi().components(),
                    definition.advi().shape());
            Mixture mixture = family.at(search.member());
            List<Component> components = new ArrayList<>();
            for (int k = 0; k < family.components(); k++) {
                double[] centre = mixture.place(k, new double[family.noise()]);
                components.add(new Component(
                        mixture.weight(k), list(model.space().values(centre).all())));
            }
            return new Approximation(
                    mixture.effectiveModes(),
                    components,
                    moments(model, new Fit(mixture, search, false)),
                    Fingerprint.of(search.member()),
                    list(search.member()));
        }
    }

    /**
     * One Gaussian.
     *
     * @param centre the values of the parameters at its mean
     */
    public record Component(double weight, List<Double> centre) {}

    /**
     * A parameter under the approximation, by {@value PosteriorSummary#DRAWS} samples of each component.
     *
     * @param means of its values
     * @param deviations standard deviations of its values
     */
    public record Moments(String name, List<Double> means, List<Double> deviations) {}

    private static List<Moments> moments(Model model, Fit fit) {
        Space space = model.space();
        Posterior posterior = new Posterior(space, model.target(), fit);
        List<Moments> all = new ArrayList<>();
        for (String name : space.names()) {
            double[] sums = posterior.mean(DRAWS, new Seed(0).child(name), values -> powers(values, name));
            List<Double> means = new ArrayList<>();
            List<Double> deviations = new ArrayList<>();
            for (int i = 0; i < sums.length; i += 2) {
                means.add(sums[i]);
                deviations.add(Math.sqrt(Math.max(0, sums[i + 1] - sums[i] * sums[i])));
            }
            all.add(new Moments(name, means, deviations));
        }
        return all;
    }

    private static double[] powers(Values values, String name) {
        double[] own = values.vector(name);
        double[] powers = new double[2 * own.length];
        for (int i = 0; i < own.length; i++) {
            powers[2 * i] = own[i];
            powers[2 * i + 1] = own[i] * own[i];
        }
        return powers;
    }

    private static List<Double> list(double[] numbers) {
        List<Double> list = new ArrayList<>();
        for (double number : numbers) {
            list.add(number);
        }
        return list;
    }
}
