package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.hltm.PolarityRange;
import io.tifl.experiments.ssl.hltm.TreeShape;
import io.tifl.protocol.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * A fleet that learns one latent tree together.
 *
 * @param clients 1 for the centralised run
 * @param rounds of federated averaging
 * @param steps of each client in a round
 * @param batch samples of a client's step
 * @param loss by name
 * @param priorSpread how far clients' root priors lie from 1/2 at most
 * @param polarityNoise how far their polarities lie from the common tree's at most
 * @param judgeEvery so many rounds, and before the first and after the last, all clients judge the model
 * @param judged samples of a judgement, of all clients together
 */
public record HltmPlan(
        TreeShape shape,
        PolarityRange polarities,
        int width,
        int clients,
        int rounds,
        int steps,
        int batch,
        double rate,
        String loss,
        double temperature,
        double priorSpread,
        double polarityNoise,
        int judgeEvery,
        int judged) {
    public HltmPlan {
        List<String> problems = new ArrayList<>();
        if (clients < 1 || rounds < 1 || judgeEvery < 1) {
            problems.add("clients, rounds and judgeEvery must be 1 or more, got " + clients + ", " + rounds + " and "
                    + judgeEvery);
        }
        if (judged < clients * HltmReport.CHUNK) {
            problems.add("judged must be " + HltmReport.CHUNK + " or more for each client, got " + judged + " for "
                    + clients);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /**
     * The centralised run that all others are compared with: as many steps as they take one after the other, of as many
     * samples as all clients see at once.
     */
    static HltmPlan centralised(int steps, int batch) {
        return new HltmPlan(
                new TreeShape(5, 2),
                new PolarityRange(0.8, 1),
                10,
                1,
                Math.max(1, steps / 10),
                10,
                batch,
                0.1,
                "nce",
                0.1,
                0,
                0,
                20,
                5120);
    }

    /** The same samples, dealt to so many clients that take as many steps each. */
    HltmPlan dealt(int others) {
        return new HltmPlan(
                shape,
                polarities,
                width,
                others,
                rounds,
                steps,
                batch / others,
                rate,
                loss,
                temperature,
                priorSpread,
                polarityNoise,
                judgeEvery,
                judged);
    }

    HltmPlan skewed(double spread, double noise) {
        return new HltmPlan(
                shape,
                polarities,
                width,
                clients,
                rounds,
                steps,
                batch,
                rate,
                loss,
                temperature,
                spread,
                noise,
                judgeEvery,
                judged);
    }

    HltmPlan with(TreeShape other, int otherWidth) {
        return new HltmPlan(
                other,
                polarities,
                otherWidth,
                clients,
                rounds,
                steps,
                batch,
                rate,
                loss,
                temperature,
                priorSpread,
                polarityNoise,
                judgeEvery,
                judged);
    }

    /** With another loss. */
    HltmPlan with(String other, double otherTemperature) {
        return new HltmPlan(
                shape,
                polarities,
                width,
                clients,
                rounds,
                steps,
                batch,
                rate,
                other,
                otherTemperature,
                priorSpread,
                polarityNoise,
                judgeEvery,
                judged);
    }

    /** With as many steps, but a mean of the models after so many of them. */
    HltmPlan meeting(int everySteps) {
        int all = rounds * steps;
        return new HltmPlan(
                shape,
                polarities,
                width,
                clients,
                all / everySteps,
                everySteps,
                batch,
                rate,
                loss,
                temperature,
                priorSpread,
                polarityNoise,
                Math.max(1, judgeEvery * steps / everySteps),
                judged);
    }

    HltmPlan judging(int everyRounds, int samples) {
        return new HltmPlan(
                shape,
                polarities,
                width,
                clients,
                rounds,
                steps,
                batch,
                rate,
                loss,
                temperature,
                priorSpread,
                polarityNoise,
                everyRounds,
                samples);
    }

    /** What clients of {@code hltm-train} are asked. */
    Settings training(long treeSeed) {
        return trees(treeSeed)
                .with("prior-spread", priorSpread)
                .with("polarity-noise", polarityNoise)
                .with("loss", loss)
                .with("temperature", temperature)
                .with("batch-size", batch)
                .with("steps", steps)
                .with("learning-rate", rate);
    }

    /** What clients of {@code hltm-judge} are asked, on the common tree. */
    Settings judging(long treeSeed) {
        int each = judged / clients / HltmReport.CHUNK * HltmReport.CHUNK;
        return trees(treeSeed).with("samples", each);
    }

    /** The same on each client's own tree. */
    Settings judgingTheirOwn(long treeSeed) {
        return judging(treeSeed).with("prior-spread", priorSpread).with("polarity-noise", polarityNoise);
    }

    private Settings trees(long treeSeed) {
        return Settings.none()
                .with("polarity-low", polarities.low())
                .with("polarity-high", polarities.high())
                .with("tree-seed", treeSeed)
                .with("fleet-seed", treeSeed);
    }
}
