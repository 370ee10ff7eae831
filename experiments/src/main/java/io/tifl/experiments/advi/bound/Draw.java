package io.tifl.experiments.advi.bound;

import io.tifl.experiments.advi.family.LogSumExp;
import io.tifl.experiments.advi.family.Mixture;

/**
 * One draw of a bound: the samples of one estimate, each with its log weight, and what the bound and its gradient make
 * of them. Confined to one thread.
 */
final class Draw {
    private final Objective objective;
    private final Mixture mixture;
    private final Sample[] samples;
    private final Mixture.At[] densities;
    private final double[] logWeights;
    /** The slope of the value in each log weight. */
    private final double[] shares;

    private final double value;

    /** @param targets the target's values at the samples */
    Draw(Objective objective, Mixture mixture, Sample[] samples, double[] targets) {
        this.objective = objective;
        this.mixture = mixture;
        this.samples = samples;
        this.densities = new Mixture.At[samples.length];
        this.logWeights = new double[samples.length];
        for (int i = 0; i < samples.length; i++) {
            densities[i] = mixture.at(samples[i].point());
            logWeights[i] = targets[i] - objective.beta() * densities[i].logDensity();
        }
        double[] terms = terms();
        this.shares = objective.bound().weighted() ? LogSumExp.softmax(terms) : strata();
        this.value =
                objective.bound().weighted() ? LogSumExp.of(terms) - StrictMath.log(objective.samples()) : average();
    }

    double value() {
        return value;
    }

    private double[] terms() {
        double[] terms = logWeights.clone();
        for (int i = 0; objective.bound().stratified() && i < terms.length; i++) {
            terms[i] += mixture.logWeight(samples[i].component());
        }
        return terms;
    }

    private double[] strata() {
        double[] strata = new double[samples.length];
        for (int i = 0; i < strata.length; i++) {
            strata[i] = stratum(i);
        }
        return strata;
    }

    /** What a sample's share is in the mean, were all weights equal. */
    private double stratum(int sample) {
        double weight = objective.bound().stratified() ? mixture.weight(samples[sample].component()) : 1;
        return weight / objective.samples();
    }

    private double average() {
        double sum = 0;
        for (int i = 0; i < samples.length; i++) {
            sum += shares[i] * logWeights[i];
        }
        return sum;
    }

    /**
     * Adds the gradient, without the score of the choice of components in bounds that are not stratified.
     *
     * @param slopes the target's gradients at the samples
     */
    void addGradient(double[][] slopes, double[] gradient) {
        if (objective.bound().stratified()) {
            addWeights(gradient);
        }
        boolean plain = objective.slope() == Slope.PLAIN;
        for (int i = 0; i < samples.length; i++) {
            double[] steepness = steepness(i, slopes[i]);
            double score = shares[i] - (plain ? 0 : stratum(i));
            densities[i].addLogitScore(-objective.beta() * score, gradient);
            addScores(i, -objective.beta() * score, plain, gradient);
            double[] pull = plain ? scaled(shares[i], steepness) : doublePull(i, steepness);
            mixture.addPath(samples[i].component(), pull, samples[i].noise(), gradient);
        }
    }

    /** The mixture's weights where they stand before a sample's weight, in logits. */
    private void addWeights(double[] gradient) {
        double[] inLogWeight = new double[mixture.family().components()];
        double sum = 0;
        for (int i = 0; i < samples.length; i++) {
            double slope = objective.bound().weighted() ? shares[i] : shares[i] * logWeights[i];
            inLogWeight[samples[i].component()] += slope;
            sum += slope;
        }
        for (int k = 0; k < inLogWeight.length; k++) {
            gradient[k] += inLogWeight[k] - mixture.weight(k) * sum;
        }
    }

    private void addScores(int sample, double weight, boolean plain, double[] gradient) {
        if (!plain && !objective.bound().stratified()) {
            return;
        }
        for (int k = 0; k < mixture.family().components(); k++) {
            if (plain || k != samples[sample].component()) {
                densities[sample].addScore(k, weight, gradient);
            }
        }
    }

    /** The slope of a sample's log weight in its point. */
    private double[] steepness(int sample, double[] slope) {
        double[] steepness = new double[slope.length];
        for (int d = 0; d < steepness.length; d++) {
            steepness[d] = slope[d] - objective.beta() * densities[sample].slope(d);
        }
        return steepness;
    }

    private static double[] scaled(double factor, double[] vector) {
        double[] scaled = new double[vector.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = factor * vector[i];
        }
        return scaled;
    }

    /**
     * The pull on a point when {@code E[f score]} of its component is replaced by {@code E[df/dz dz]}, with f the
     * share's distance from its stratum's, times the component's responsibility.
     */
    private double[] doublePull(int sample, double[] steepness) {
        double share = shares[sample];
        double bend = objective.bound().weighted() ? share * (1 - share) : 0;
        if (!objective.bound().stratified()) {
            return scaled(share - objective.beta() * bend, steepness);
        }
        int own = samples[sample].component();
        Mixture.At density = densities[sample];
        double responsible = objective.beta() * density.share(own);
        double[] pull = scaled(share - responsible * bend, steepness);
        for (int d = 0; d < pull.length; d++) {
            pull[d] -= responsible * (share - stratum(sample)) * (density.slope(own, d) - density.slope(d));
        }
        return pull;
    }

    /** Adds {@code weight} times the score, in logits, of how often each component was drawn. */
    void addChoice(double weight, double[] gradient) {
        for (Sample sample : samples) {
            gradient[sample.component()] += weight;
        }
        for (int k = 0; k < mixture.family().components(); k++) {
            gradient[k] -= weight * samples.length * mixture.weight(k);
        }
    }
}
