package io.tifl.experiments.advi.study;

import io.tifl.experiments.advi.bound.Bound;
import io.tifl.experiments.advi.bound.Estimate;
import io.tifl.experiments.advi.study.BoundOrdering.Approximation;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.Known;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.reproduce.Together;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** R1: bounds of fixed mixtures of two, where the evidence is known. */
record FixedBounds(int threads, int draws) implements StudyPart {
    private static final List<Integer> SAMPLES = List.of(1, 2, 5, 10);
    private static final int KNOWN_DRAWS = 200_000;
    private static final double CLOSE = 0.005;
    private static final double ERRORS = 4;

    /** What another program measured with 200,000 samples, by bound and number of samples. */
    private static final Map<Approximation, Map<String, Double>> KNOWN = Map.of(
            Approximation.BALANCED,
            Map.of(
                    "SELBO 1",
                    -1.349,
                    "SIWAE 1",
                    -1.320,
                    "SIWAE 2",
                    -1.310,
                    "SIWAE 5",
                    -1.304,
                    "SIWAE 10",
                    -1.302,
                    "IWAE 1",
                    -1.349,
                    "IWAE 2",
                    -1.319,
                    "IWAE 10",
                    -1.303),
            Approximation.UNBALANCED,
            Map.of(
                    "SELBO 1",
                    -2.30,
                    "SIWAE 1",
                    -1.627,
                    "SIWAE 2",
                    -1.415,
                    "SIWAE 5",
                    -1.340,
                    "SIWAE 10",
                    -1.322,
                    "IWAE 1",
                    -2.303,
                    "IWAE 2",
                    -1.745,
                    "IWAE 5",
                    -1.483,
                    "IWAE 10",
                    -1.396),
            Approximation.STRAY,
            Map.of(
                    "SELBO 1",
                    -22.4,
                    "SIWAE 1",
                    -2.045,
                    "SIWAE 10",
                    -1.997,
                    "IWAE 1",
                    -22.37,
                    "IWAE 2",
                    -10.15,
                    "IWAE 10",
                    -2.085));

    private record Key(Approximation approximation, Bound bound, int samples) {
        @Nullable
        Double known() {
            return KNOWN.getOrDefault(approximation, Map.of()).get(bound + " " + samples);
        }

        String words() {
            return approximation.name().toLowerCase(Locale.ROOT) + " " + bound + "_" + samples;
        }
    }

    @Override
    public String id() {
        return "R1";
    }

    @Override
    public String title() {
        return "Bounds of fixed approximations";
    }

    @Override
    public Findings run(Consumer<String> progress) throws InterruptedException {
        Map<Key, Estimate> all = measure(progress);
        Findings findings = new Findings();
        findings.say(Format.words(
                "z ~ N(0, 1), x | z ~ N(|z|, 0.3²), seen x = 1.5: log p(x) = %.4f. Mixtures of two Gaussians: balanced"
                        + " (0.5, 0.5; means -1.4, 1.4; deviations 0.35, 0.35), unbalanced (0.8, 0.2; -1.2, 1.0; 0.5, 0.6), and"
                        + " with a stray component (0.5, 0.5; 1.4, 4.0; 0.35, 0.5). %,d draws each, ± a standard error; in"
                        + " brackets what the specification's own run measured.",
                FoldedNormal.LOG_EVIDENCE, draws));
        findings.show(table(all));
        for (Approximation approximation : Approximation.values()) {
            findings.show(chart(approximation, all));
        }
        claimValues(findings, all);
        claimOrder(findings, all);
        return findings;
    }

    private Map<Key, Estimate> measure(Consumer<String> progress) throws InterruptedException {
        progress.accept("R1: bounds of " + Approximation.values().length + " approximations");
        List<Key> keys = new ArrayList<>();
        for (Approximation approximation : Approximation.values()) {
            keys.add(new Key(approximation, Bound.SELBO, 1));
            for (Bound bound : List.of(Bound.SIWAE, Bound.IWAE)) {
                SAMPLES.forEach(samples -> keys.add(new Key(approximation, bound, samples)));
            }
            // With two components, as many density evaluations as SIWAE takes with half as many samples.
            keys.add(new Key(approximation, Bound.IWAE, 4));
            keys.add(new Key(approximation, Bound.IWAE, 20));
        }
        List<Callable<Estimate>> works = new ArrayList<>();
        keys.forEach(key -> works.add(
                () -> BoundOrdering.measure(key.approximation(), key.bound(), key.samples(), draws, new Seed(1))));
        List<Estimate> estimates = Together.all(threads, works);
        Map<Key, Estimate> all = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            all.put(keys.get(i), estimates.get(i));
        }
        return all;
    }

    private static MarkdownTable table(Map<Key, Estimate> all) {
        MarkdownTable table =
                new MarkdownTable("Bounds in nats.", "bound", "balanced", "unbalanced", "stray component");
        List<List<Object>> rows = new ArrayList<>(List.of(List.of(Bound.SELBO, 1)));
        SAMPLES.forEach(samples -> rows.add(List.of(Bound.SIWAE, samples)));
        List.of(1, 2, 4, 5, 10, 20).forEach(samples -> rows.add(List.of(Bound.IWAE, samples)));
        for (List<Object> row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.get(0) + " " + row.get(1)));
            for (Approximation approximation : Approximation.values()) {
                Key key = new Key(approximation, (Bound) row.get(0), (Integer) row.get(1));
                cells.add(cell(key, Known.at(all, key)));
            }
            table.row(cells);
        }
        return table;
    }

    private static String cell(Key key, Estimate estimate) {
        String own = Format.words("%.4f ± %.4f", estimate.value(), estimate.standardError());
        @Nullable Double known = key.known();
        return known == null ? own : own + Format.words(" (%s)", known);
    }

    private static Chart chart(Approximation approximation, Map<Key, Estimate> all) {
        String name = approximation.name().toLowerCase(Locale.ROOT);
        Chart chart = Chart.of(
                "bounds-" + name,
                "Bounds over the number of samples, " + name,
                Axis.counts("samples T"),
                Axis.numbers("nats"));
        for (Bound bound : List.of(Bound.SIWAE, Bound.IWAE)) {
            List<Series.Point> points = new ArrayList<>();
            for (int samples : SAMPLES) {
                Estimate estimate = Known.at(all, new Key(approximation, bound, samples));
                points.add(Series.Point.of(samples, estimate.value()));
            }
            chart = chart.with(new Series.Line(bound + "", points));
        }
        return chart.with(new Series.Level("log p(x)", FoldedNormal.LOG_EVIDENCE));
    }

    // Of the difference: the known values are of fewer draws than these.
    private double chance(Estimate estimate) {
        return estimate.standardError() * Math.sqrt(1 + draws / (double) KNOWN_DRAWS);
    }

    private void claimValues(Findings findings, Map<Key, Estimate> all) {
        int near = 0;
        int known = 0;
        List<String> beyond = new ArrayList<>();
        for (Map.Entry<Key, Estimate> entry : all.entrySet()) {
            @Nullable Double value = entry.getKey().known();
            if (value == null) {
                continue;
            }
            known++;
            double gap = Math.abs(entry.getValue().value() - value);
            near += gap <= CLOSE ? 1 : 0;
            if (gap > Math.max(CLOSE, ERRORS * chance(entry.getValue()))) {
                beyond.add(Format.words(
                        "%s %.4f for %s",
                        entry.getKey().words(), entry.getValue().value(), value));
            }
        }
        findings.claim(
                "bounds are within 0.005 of the known values, or within 4 standard errors of the latter's 200,000 samples",
                beyond.isEmpty(),
                near + " of " + known + " within 0.005" + (beyond.isEmpty() ? "" : "; beyond both: " + beyond));
    }

    private static void claimOrder(Findings findings, Map<Key, Estimate> all) {
        List<String> broken = new ArrayList<>();
        int pairs = 0;
        for (Approximation approximation : Approximation.values()) {
            List<List<Key>> order = new ArrayList<>();
            Key selbo = new Key(approximation, Bound.SELBO, 1);
            order.add(List.of(selbo, new Key(approximation, Bound.SIWAE, 1)));
            for (int i = 0; i < SAMPLES.size(); i++) {
                Key siwae = new Key(approximation, Bound.SIWAE, SAMPLES.get(i));
                order.add(List.of(new Key(approximation, Bound.IWAE, SAMPLES.get(i)), siwae));
                if (i > 0) {
                    order.add(List.of(new Key(approximation, Bound.SIWAE, SAMPLES.get(i - 1)), siwae));
                }
            }
            for (List<Key> pair : order) {
                pairs++;
                if (!inOrder(Known.at(all, pair.getFirst()), Known.at(all, pair.getLast()))) {
                    broken.add(
                            pair.getFirst().words() + " above " + pair.getLast().words());
                }
            }
        }
        findings.claim(
                "SELBO ≤ SIWAE_1, IWAE_T ≤ SIWAE_T, SIWAE_T does not fall with T (F1 to F4), within 4 standard errors",
                broken.isEmpty(),
                broken.isEmpty() ? pairs + " pairs" : String.join("; ", broken));
        List<String> above = all.entrySet().stream()
                .filter(entry -> entry.getValue().value()
                        > FoldedNormal.LOG_EVIDENCE + ERRORS * entry.getValue().standardError())
                .map(entry -> entry.getKey().words())
                .toList();
        findings.claim(
                "no bound is above the evidence",
                above.isEmpty(),
                above.isEmpty() ? all.size() + " bounds" : String.join(", ", above));
    }

    private static boolean inOrder(Estimate less, Estimate more) {
        return less.value() - more.value() <= ERRORS * Math.hypot(less.standardError(), more.standardError());
    }
}
