package io.tifl.experiments.cli;

import io.tifl.client.quantized.Calibration;
import io.tifl.client.quantized.QuantizationSettings;
import io.tifl.experiments.study.QuantizationStudy;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tifl quantize}: what 8 bits cost in accuracy and bring in speed. */
@Command(
        name = "quantize",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Trains the feed-forward models for a minute or two each, quantizes them to 8 bits, and compares",
            "accuracy and examples per second with the same networks in floats, on one thread.",
            "",
            "Rates are by the thread's processor time; the engines run in turn in one process."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:it failed", "2:wrong usage or settings"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tifl quantize --data-dir DIR",
            "  tifl quantize --data-dir DIR --models mnist-cnn,resnet --calibration percentile",
            "  tifl quantize --training-share 0.1     quickly, on generated examples"
        })
final class QuantizeCommand implements Callable<Integer> {
    @Option(names = "--models", split = ",", paramLabel = "NAME", description = "Only these models (default: all)")
    private List<String> models = List.of();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Folder with the files of Fashion-MNIST, MNIST and CIFAR-10; without it examples are generated")
    private @Nullable Path dataDir;

    @Option(names = "--test-samples", paramLabel = "N", description = "Test on N examples (default: 10000)")
    private int testSamples = 10_000;

    @Option(
            names = "--calibration-samples",
            paramLabel = "N",
            description = "Find ranges on N training examples (default: 256)")
    private int calibrationSamples = 256;

    @Option(
            names = "--training-share",
            paramLabel = "P",
            description = "Train on this share of the usual examples (default: 1)")
    private double trainingShare = 1;

    @Option(
            names = "--calibration",
            paramLabel = "KIND",
            description = "min-max (default), percentile (99.99 %% of values) or least-squares")
    private String calibration = "min-max";

    @Option(names = "--weight-bits", paramLabel = "B", description = "7 or 8 (default: ${DEFAULT-VALUE})")
    private int weightBits = QuantizationSettings.DEFAULT.weightBits();

    @Option(names = "--activation-bits", paramLabel = "B", description = "7 or 8 (default: ${DEFAULT-VALUE})")
    private int activationBits = QuantizationSettings.DEFAULT.activationBits();

    @Option(names = "--repetitions", paramLabel = "N", description = "Of each measurement (default: 7)")
    private int repetitions = 7;

    @Option(names = "--seconds", paramLabel = "S", description = "Of each repetition (default: 0.5)")
    private double seconds = 0.5;

    @Override
    public Integer call() throws Exception {
        QuantizationSettings settings = new QuantizationSettings(calibration(), weightBits, activationBits);
        QuantizationStudy study = new QuantizationStudy(
                new QuantizationStudy.Options(
                        models,
                        Optional.ofNullable(dataDir),
                        testSamples,
                        calibrationSamples,
                        trainingShare,
                        settings,
                        repetitions,
                        seconds),
                System.err::println);
        print(study.run());
        return 0;
    }

    private Calibration calibration() {
        return switch (calibration) {
            case "min-max" -> new Calibration.MinMax();
            case "percentile" -> new Calibration.Percentile(0.9999);
            case "least-squares" -> new Calibration.LeastSquares();
            default ->
                throw new IllegalArgumentException(
                        "expected a calibration of min-max, percentile and least-squares, got " + calibration);
        };
    }

    private static void print(List<QuantizationStudy.Outcome> outcomes) {
        System.out.println(
                "| model | data | parameters | floats | 8 bits | difference, points | batch | 8 bits, examples/s"
                        + " | compiled | x compiled | Deeplearning4j |");
        System.out.println("|---|---|---|---|---|---|---|---|---|---|---|");
        for (QuantizationStudy.Outcome outcome : outcomes) {
            for (QuantizationStudy.Throughput rate : outcome.throughputs()) {
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %s | %,d | %.2f %% | %.2f %% | %+.2f | %d | %,.0f | %,.0f | **%.2f** (%.2f to %.2f) | %,.0f |%n",
                        outcome.model(),
                        outcome.dataset(),
                        outcome.parameters(),
                        100 * outcome.accuracy(),
                        100 * outcome.quantizedAccuracy(),
                        100 * (outcome.quantizedAccuracy() - outcome.accuracy()),
                        rate.batch(),
                        rate.quantized(),
                        rate.compiled(),
                        rate.speedup(),
                        rate.leastSpeedup(),
                        rate.greatestSpeedup(),
                        rate.dl4j());
            }
        }
    }
}
