package io.tifl.experiments.ssl.image;

import io.tifl.experiments.network.Momentum;
import io.tifl.experiments.network.NormalisationParts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A training on images without labels, and how its features are judged.
 *
 * @param dataset its name, such as {@code mnist}
 * @param views a preset of {@link Views}
 * @param examples to learn from, at least a batch
 * @param tested test images for the linear probe, 2 or more
 * @param judged the first of them, by which each epoch is judged, 2 or more
 * @param contrast what SimCLR minimises
 * @param temperature τ of the contrast, above 0
 * @param beta of {@link Contrast#CROSS_ENTROPY}, above -1; 0 for plain InfoNCE
 * @param hidden units of projector and predictor, 1 or more
 * @param outputs of both, 1 or more
 * @param parts of the normalisation in both
 * @param predicts whether BYOL has a predictor
 * @param lasting the share of BYOL's target that lasts in each step, in [0, 1)
 * @param batch images of a step, 2 or more
 * @param epochs 0 for features of a network as it was born
 * @param rate of learning, above 0: of SimCLR's Adam, or of BYOL's steps with momentum
 * @param momentum of BYOL, in [0, 1)
 * @param decay of BYOL's weights, 0 or more
 * @param probeEpochs epochs of the linear probe, 1 or more
 */
public record ImageSettings(
        String dataset,
        String views,
        int examples,
        int tested,
        int judged,
        Encoder encoder,
        Method method,
        Contrast contrast,
        double temperature,
        double beta,
        int hidden,
        int outputs,
        NormalisationParts parts,
        boolean predicts,
        double lasting,
        int batch,
        int epochs,
        double rate,
        double momentum,
        double decay,
        int probeEpochs) {
    private static final double CONTRAST_RATE = 1e-3;

    /** How it learns. */
    public enum Method {
        BYOL,
        SIMCLR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Losses of SimCLR. */
    public enum Contrast {
        CROSS_ENTROPY,
        EXACT_COVARIANCE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public ImageSettings {
        List<String> problems = new ArrayList<>();
        require(Views.PRESETS.contains(views), "views must be among " + Views.PRESETS + ", got " + views, problems);
        require(batch >= 2, "batch must be 2 or more, got " + batch, problems);
        require(examples >= batch, "examples must be a batch of " + batch + " or more, got " + examples, problems);
        require(judged >= 2, "judged must be 2 or more, got " + judged, problems);
        require(tested >= judged, "tested must be as many as judged or more, got " + tested, problems);
        require(
                temperature > 0 && Double.isFinite(temperature),
                "temperature must be above 0, got " + temperature,
                problems);
        require(beta > -1 && Double.isFinite(beta), "beta must be above -1 and finite, got " + beta, problems);
        require(
                hidden >= 1 && outputs >= 1,
                "hidden and outputs must be 1 or more, got " + hidden + " and " + outputs,
                problems);
        require(lasting >= 0 && lasting < 1, "lasting must be in [0, 1), got " + lasting, problems);
        require(epochs >= 0, "epochs must be 0 or more, got " + epochs, problems);
        require(rate > 0 && Double.isFinite(rate), "rate must be above 0 and finite, got " + rate, problems);
        require(momentum >= 0 && momentum < 1, "momentum must be in [0, 1), got " + momentum, problems);
        require(decay >= 0 && Double.isFinite(decay), "decay must be 0 or more and finite, got " + decay, problems);
        require(probeEpochs >= 1, "probeEpochs must be 1 or more, got " + probeEpochs, problems);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void require(boolean holds, String problem, List<String> problems) {
        if (!holds) {
            problems.add(problem);
        }
    }

    /** BYOL on digits as arXiv 2010.00578 trains it, with a small perceptron and for ten epochs. */
    public static ImageSettings digits() {
        return new ImageSettings(
                "mnist",
                "mnist",
                10_000,
                10_000,
                1_000,
                Encoder.MLP,
                Method.BYOL,
                Contrast.CROSS_ENTROPY,
                0.5,
                0,
                256,
                128,
                NormalisationParts.FULL,
                true,
                0.996,
                128,
                10,
                0.03,
                0.9,
                4e-4,
                50);
    }

    Momentum.Settings descent() {
        return new Momentum.Settings(rate, momentum, decay);
    }

    /** With other images, whose views have the name of the data set. */
    public ImageSettings on(String other, int newExamples, int newTested, int newJudged) {
        return new ImageSettings(
                other,
                other,
                newExamples,
                newTested,
                newJudged,
                encoder,
                method,
                contrast,
                temperature,
                beta,
                hidden,
                outputs,
                parts,
                predicts,
                lasting,
                batch,
                epochs,
                rate,
                momentum,
                decay,
                probeEpochs);
    }

    public ImageSettings with(Encoder other) {
        return new ImageSettings(
                dataset,
                views,
                examples,
                tested,
                judged,
                other,
                method,
                contrast,
                temperature,
                beta,
                hidden,
                outputs,
                parts,
                predicts,
                lasting,
                batch,
                epochs,
                rate,
                momentum,
                decay,
                probeEpochs);
    }

    public ImageSettings with(NormalisationParts other) {
        return new ImageSettings(
                dataset,
                views,
                examples,
                tested,
                judged,
                encoder,
                method,
                contrast,
                temperature,
                beta,
                hidden,
                outputs,
                other,
                predicts,
                lasting,
                batch,
                epochs,
                rate,
                momentum,
                decay,
                probeEpochs);
    }

    /** With SimCLR, which minimises this at the authors' rate. */
    public ImageSettings contrasting(Contrast other, double newTemperature) {
        return new ImageSettings(
                dataset,
                views,
                examples,
                tested,
                judged,
                encoder,
                Method.SIMCLR,
                other,
                newTemperature,
                beta,
                hidden,
                outputs,
                parts,
                predicts,
                lasting,
                batch,
                epochs,
                CONTRAST_RATE,
                momentum,
                decay,
                probeEpochs);
    }

    /** With epochs of the training and of the probe. */
    public ImageSettings lasting(int newEpochs, int newProbeEpochs) {
        return new ImageSettings(
                dataset,
                views,
                examples,
                tested,
                judged,
                encoder,
                method,
                contrast,
                temperature,
                beta,
                hidden,
                outputs,
                parts,
                predicts,
                lasting,
                batch,
                newEpochs,
                rate,
                momentum,
                decay,
                newProbeEpochs);
    }

    /** With another descent, and a target that follows at another speed. */
    public ImageSettings descending(double newRate, double newDecay, double newLasting) {
        return new ImageSettings(
                dataset,
                views,
                examples,
                tested,
                judged,
                encoder,
                method,
                contrast,
                temperature,
                beta,
                hidden,
                outputs,
                parts,
                predicts,
                newLasting,
                batch,
                epochs,
                newRate,
                momentum,
                newDecay,
                probeEpochs);
    }

    /** With batches of another size. */
    public ImageSettings withBatch(int other) {
        return new ImageSettings(
                dataset,
                views,
                examples,
                tested,
                judged,
                encoder,
                method,
                contrast,
                temperature,
                beta,
                hidden,
                outputs,
                parts,
                predicts,
                lasting,
                other,
                epochs,
                rate,
                momentum,
                decay,
                probeEpochs);
    }
}
