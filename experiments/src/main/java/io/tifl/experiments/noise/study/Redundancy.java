package io.tifl.experiments.noise.study;

import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.noise.NoisyWeights;
import io.tifl.experiments.noise.Scope;
import io.tifl.experiments.noise.zoo.TrainedModel;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.study.Interval;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** C3: redundancy makes a network resistant, exactly so where it is made of copies. */
final class Redundancy implements NoisePart {
    private static final String COPIED = "mlp2";
    private static final double LITTLE = 0.01;
    private static final int CHIPS = 200;
    private static final int EXAMPLES = 200;
    private static final double TOLERANCE = 0.1;
    private static final double ROUNDING = 1e-4;

    private final Measurements measurements;

    Redundancy(Measurements measurements) {
        this.measurements = measurements;
    }

    /**
     * What copies did in one training.
     *
     * @param changed most that an example's loss differs without noise
     * @param ratios of the variances of losses, with copies to without, by the tensor that has noise, from the first layer
     */
    record Copies(double changed, SequencedMap<String, Double> ratios) {}

    @Override
    public String id() {
        return "C3";
    }

    @Override
    public String title() {
        return "Redundancy";
    }

    @Override
    public List<String> needs() {
        return List.of(COPIED, "vgg6", "vgg6-wide2");
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say("Every hidden unit of " + COPIED
                + " is there twice, and what goes out of it is halved: the same function."
                + " Variances are those of the losses of " + EXAMPLES + " test examples over " + CHIPS
                + " chips with noise of 1 % of the layer's standard deviation in one layer at a time.");
        List<Copies> all = new ArrayList<>();
        ZooEntry entry = measurements.entry(COPIED);
        for (long seed : measurements.options().seeds()) {
            progress.accept(COPIED + ", seed " + seed + ": every unit twice");
            TrainedModel model = measurements.model(entry, seed);
            all.add(copies(
                    entry.model(),
                    model.parameters(),
                    first(measurements.test(entry)),
                    measurements.engine(),
                    new Seed(measurements.options().seed()).child("copies").child(seed)));
        }
        judge(findings, all);
        for (Noise noise : List.of(Noise.LAYER_STD, Noise.LAYER_MAX)) {
            widths(findings, noise, measurements.curves("vgg6", noise), measurements.curves("vgg6-wide2", noise));
        }
        return findings;
    }

    private static Examples first(Examples examples) {
        return examples.subset(
                IntStream.range(0, Math.min(EXAMPLES, examples.size())).toArray());
    }

    static Copies copies(ModelSpec model, Parameters parameters, Examples examples, LearnerFactory engine, Seed seed)
            throws InterruptedException {
        Duplicated twice = Duplicated.of(model, parameters);
        try (Learner once = engine.open(model);
                Learner both = engine.open(twice.model())) {
            float[] clean = once.losses(parameters, examples);
            float[] copied = both.losses(twice.parameters(), examples);
            double changed = IntStream.range(0, clean.length)
                    .mapToDouble(i -> Math.abs(clean[i] - copied[i]))
                    .max()
                    .orElseThrow();
            SequencedMap<String, Double> ratios = new LinkedHashMap<>();
            for (Layout.Block block : parameters.layout().blocks()) {
                if (block.name().endsWith("_W")) {
                    double before = variance(once, parameters, clean, block.name(), examples, seed.child("once"));
                    double after =
                            variance(both, twice.parameters(), copied, block.name(), examples, seed.child("twice"));
                    ratios.put(block.name(), after / before);
                }
            }
            return new Copies(changed, ratios);
        }
    }

    /** Mean square of what noise in one tensor adds to an example's loss. */
    private static double variance(
            Learner learner, Parameters model, float[] clean, String tensor, Examples examples, Seed seed)
            throws InterruptedException {
        NoisyWeights weights = new NoisyWeights(model, Noise.LAYER_STD.device(), Scope.WEIGHTS.onlyOf(tensor));
        double squares = 0;
        for (int chip = 0; chip < CHIPS; chip++) {
            float[] noisy = learner.losses(weights.chip(LITTLE, seed.child(chip)), examples);
            for (int i = 0; i < clean.length; i++) {
                squares += Math.pow((double) noisy[i] - clean[i], 2);
            }
        }
        return squares / CHIPS / clean.length;
    }

    static void judge(Findings findings, List<Copies> all) {
        double changed = all.stream().mapToDouble(Copies::changed).max().orElseThrow();
        findings.claim(
                "a network with every unit twice is the same function",
                changed <= ROUNDING,
                Format.words("losses differ by up to %.1e", changed));
        MarkdownTable table = new MarkdownTable(
                "Variance with copies over variance without.", "layer with noise", "expected", "seen");
        List<String> names = List.copyOf(all.getFirst().ratios().keySet());
        List<String> off = new ArrayList<>();
        for (String name : names) {
            boolean outer = name.equals(names.getFirst()) || name.equals(names.getLast());
            double expected = outer ? 0.5 : 0.25;
            Interval seen = Interval.of(
                    all.stream().map(copies -> copies.ratios().get(name)).toList());
            table.row(
                    name,
                    Format.words("%.2f", expected),
                    Format.words("%.3f (%.3f to %.3f)", seen.mean(), seen.low(), seen.high()));
            if (Math.abs(seen.mean() / expected - 1) > TOLERANCE) {
                off.add(Format.words("%s: %.3f", name, seen.mean()));
            }
        }
        findings.show(table);
        findings.claim(
                "copies halve the variance that noise in the first or last layer brings, and quarter that of a layer between,"
                        + " within 10 %",
                off.isEmpty(), off.isEmpty() ? "in all " + names.size() + " layers" : "not in " + off);
    }

    static void widths(Findings findings, Noise noise, List<NoiseCurve> narrow, List<NoiseCurve> wide) {
        Interval difference = Seeds.difference(wide, narrow, Seeds::loss);
        Interval aboveChance = Seeds.difference(wide, narrow, Seeds::lossAboveChance);
        findings.answer(
                "does a network with twice the channels lose less? (" + noise.name() + ")",
                difference.high() < 0 ? "it loses less" : difference.low() > 0 ? "it loses more" : "a tie",
                "average change " + Seeds.words(Seeds.of(narrow, Seeds::loss)) + ", with twice the channels "
                        + Seeds.words(Seeds.of(wide, Seeds::loss)) + "; difference " + Seeds.words(difference)
                        + ", above chance " + Seeds.words(aboveChance));
    }
}
