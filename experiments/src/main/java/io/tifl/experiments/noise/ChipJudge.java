package io.tifl.experiments.noise;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.util.stream.IntStream;

/**
 * Says of how many examples a chip is right: by the learner's own evaluation, or, if the device has converters, by a forward pass that rounds
 * every layer's inputs and sums. That one is plain Java, for feed-forward networks, and slower. Thread-safe.
 */
@FunctionalInterface
public interface ChipJudge {
    /** How many examples ranges are found from. */
    int CALIBRATION = 128;

    /**
     * Judges.
     *
     * @param learner of the model, lent for the call
     * @throws IllegalArgumentException if chip or examples do not fit the model
     */
    long correct(Parameters chip, Examples examples, Learner learner) throws InterruptedException;

    /**
     * The judge for a device. Ranges of converters are the largest magnitudes that the clean model has on up to {@link #CALIBRATION} examples,
     * whose labels are not looked at; what lies beyond is cut.
     *
     * @throws IllegalArgumentException if the device has converters and the model is not feed-forward, or parameters or examples do not fit
     */
    static ChipJudge of(AnalogDevice device, ModelSpec spec, Parameters clean, Examples calibration)
            throws InterruptedException {
        if (device.converters().isNone()) {
            return (chip, examples, learner) -> learner.evaluate(chip, examples).correct();
        }
        TrainedNetwork network = TrainedNetwork.read(spec, clean);
        check(network, calibration);
        ConvertedNetwork calibrated = ConvertedNetwork.calibrating(network);
        calibrated.correct(calibration.subset(
                IntStream.range(0, Math.min(CALIBRATION, calibration.size())).toArray()));
        return (chip, examples, _) -> {
            check(network, examples);
            return calibrated
                    .with(TrainedNetwork.read(spec, chip), device.converters())
                    .correct(examples);
        };
    }

    private static void check(TrainedNetwork network, Examples examples) {
        if (examples.featureSize() != network.input().size() || examples.classes() > network.classes()) {
            throw new IllegalArgumentException("the model takes " + network.featureShape() + " in " + network.classes()
                    + " classes, the examples have " + examples.featureShape() + " in " + examples.classes());
        }
    }
}
