package io.tifl.experiments.noise.study;

import io.tifl.client.Learner;
import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.noise.NoisyWeights;
import io.tifl.experiments.noise.zoo.TrainedModel;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.study.Interval;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** C1: accuracy falls with noise, from where it is without. */
final class Decline implements NoisePart {
    private static final double LITTLE = 0.01;

    private final Measurements measurements;

    Decline(Measurements measurements) {
        this.measurements = measurements;
    }

    @Override
    public String id() {
        return "C1";
    }

    @Override
    public String title() {
        return "Accuracy falls with noise";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        Map<String, List<NoiseCurve>> curves = new LinkedHashMap<>();
        List<String> changed = new ArrayList<>();
        for (ZooEntry entry : measurements.entries()) {
            curves.put(entry.name(), measurements.curves(entry.name(), Noise.LAYER_STD));
            for (long seed : measurements.options().seeds()) {
                if (!isCleanWithoutNoise(entry, seed)) {
                    changed.add(entry.name() + ", seed " + seed);
                }
            }
        }
        findings.claim(
                "with η = 0 weights have the clean ones' bits, and as many answers are right",
                changed.isEmpty(),
                changed.isEmpty() ? "of all networks" : "not of " + changed);
        judge(findings, curves);
        return findings;
    }

    private boolean isCleanWithoutNoise(ZooEntry entry, long seed) throws IOException, InterruptedException {
        TrainedModel model = measurements.model(entry, seed);
        Parameters chip = new NoisyWeights(model.parameters(), Noise.LAYER_STD.device(), Noise.LAYER_STD.scope())
                .chip(0, new Seed(measurements.options().seed()));
        try (Learner learner = measurements.engine().open(entry.model())) {
            return chip.equals(model.parameters())
                    && learner.evaluate(chip, measurements.test(entry)).accuracy() == model.accuracy();
        }
    }

    static void judge(Findings findings, Map<String, List<NoiseCurve>> curves) {
        List<String> rising = new ArrayList<>();
        double most = 0;
        String at = "none";
        for (Map.Entry<String, List<NoiseCurve>> one : curves.entrySet()) {
            if (rises(one.getValue())) {
                rising.add(one.getKey());
            }
            double change = Math.abs(changeAtLittle(one.getValue()));
            if (change > most) {
                most = change;
                at = one.getKey();
            }
        }
        findings.claim(
                "accuracy does not rise with η, within two standard errors",
                rising.isEmpty(),
                rising.isEmpty() ? "all " + curves.size() + " networks" : "it does of " + rising);
        findings.claim(
                "at η = 1 % accuracy changes by at most 1 %", most <= 1, Format.words("most: %.2f %%, %s", most, at));
    }

    private static double changeAtLittle(List<NoiseCurve> seeds) {
        double sum = 0;
        for (NoiseCurve curve : seeds) {
            for (int level = 0; level < curve.levels().size(); level++) {
                if (curve.levels().get(level).level() == LITTLE) {
                    sum += curve.change(level).mean();
                }
            }
        }
        return sum / seeds.size();
    }

    private static boolean rises(List<NoiseCurve> seeds) {
        for (int i = 0; i < seeds.getFirst().levels().size(); i++) {
            int level = i;
            Interval step = Interval.of(seeds.stream()
                    .map(curve -> at(curve, level) - at(curve, level - 1))
                    .toList());
            double variance = seeds.stream()
                            .mapToDouble(curve -> variance(curve, level) + variance(curve, level - 1))
                            .sum()
                    / seeds.size()
                    / seeds.size();
            if (step.mean() > 2 * Math.sqrt(variance)) {
                return true;
            }
        }
        return false;
    }

    private static double at(NoiseCurve curve, int level) {
        return level < 0 ? curve.cleanAccuracy() : curve.accuracy(level).mean();
    }

    /** Of the mean over chips: that of a share of the test examples, and that from chip to chip. */
    private static double variance(NoiseCurve curve, int level) {
        double accuracy = at(curve, level);
        double ofExamples = accuracy * (1 - accuracy) / curve.examples();
        return level < 0 ? ofExamples : ofExamples + Math.pow(curve.deviation(level), 2) / curve.trials();
    }
}
