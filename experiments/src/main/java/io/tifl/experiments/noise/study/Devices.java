package io.tifl.experiments.noise.study;

import io.tifl.experiments.noise.AnalogDevice;
import io.tifl.experiments.noise.NoiseCurve;
import io.tifl.experiments.noise.PhaseChangeMemory;
import io.tifl.experiments.noise.Scope;
import io.tifl.experiments.noise.zoo.ZooEntry;
import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.report.Series;
import io.tifl.experiments.report.Series.Point;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Presets of devices: memory that drifts, and others over the share of their noise. */
final class Devices implements NoisePart {
    private static final List<String> NETWORKS = List.of("mlp2", "vgg6", "vgg6-bn", "res14");
    private static final String DRIFTING = new PhaseChangeMemory().unit();
    private static final double READ_FIRST = 20;
    private static final double HOUR = 3600;
    private static final double DAY = 24 * HOUR;

    /** After the first reading, which is 20 s after programming: 1 s, 1 hour, 1 day, 30 days, 1 year. */
    private static final List<Double> TIMES =
            List.of(READ_FIRST + 1, READ_FIRST + HOUR, READ_FIRST + DAY, READ_FIRST + 30 * DAY, READ_FIRST + 365 * DAY);

    private final Measurements measurements;

    Devices(Measurements measurements) {
        this.measurements = measurements;
    }

    @Override
    public String id() {
        return "devices";
    }

    @Override
    public String title() {
        return "Devices";
    }

    @Override
    public List<String> needs() {
        return List.of();
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        MarkdownTable drift = new MarkdownTable(
                "Phase-change memory over time since its first reading, 20 s after programming: accuracy of the clean"
                        + " network and A.",
                "device",
                "model",
                "a0",
                "1 s",
                "1 hour",
                "1 day",
                "30 days",
                "1 year");
        MarkdownTable shares = new MarkdownTable(
                "Other devices over η: accuracy of the clean network and A.",
                "device",
                "model",
                "a0",
                "1 %",
                "5 %",
                "10 %",
                "20 %",
                "30 %",
                "40 %");
        for (Map.Entry<String, AnalogDevice> preset : AnalogDevice.all().entrySet()) {
            String unit = preset.getValue().unit();
            findings.say("`" + preset.getKey() + "`: " + preset.getValue().describe() + ".");
            if (unit.equals(DRIFTING)) {
                findings.show(measure(preset.getKey(), preset.getValue(), TIMES, drift));
            } else if (unit.startsWith("η")) {
                measure(preset.getKey(), preset.getValue(), Noise.ETAS, shares);
            }
        }
        findings.show(drift);
        findings.show(shares);
        return findings;
    }

    private Chart measure(String name, AnalogDevice device, List<Double> levels, MarkdownTable table)
            throws IOException, InterruptedException {
        Noise noise = new Noise("device-" + name, device, Scope.WEIGHTS, levels);
        Chart chart = Chart.of(
                        "device-" + name,
                        "Accuracy over time, " + name,
                        Axis.seconds("time since programming").logarithmic(),
                        Axis.shares("accuracy, of the clean network's").startingAt(0))
                .noting("Bands are 95 % intervals over trainings.");
        for (ZooEntry entry : measurements.entries()) {
            if (NETWORKS.contains(entry.name())) {
                List<NoiseCurve> curves = measurements.curves(entry.name(), noise);
                table.row(row(name, entry.name(), curves));
                chart = chart.with(line(entry.name(), curves));
            }
        }
        return chart;
    }

    private static List<String> row(String device, String model, List<NoiseCurve> curves) {
        List<String> row = new ArrayList<>(List.of(
                device,
                model,
                Format.words("%.3f", Seeds.of(curves, NoiseCurve::cleanAccuracy).mean())));
        for (int i = 0; i < curves.getFirst().levels().size(); i++) {
            int level = i;
            row.add(Seeds.share("%.3f", Seeds.of(curves, curve -> curve.normalised(level))));
        }
        return row;
    }

    private static Series.Line line(String name, List<NoiseCurve> curves) {
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < curves.getFirst().levels().size(); i++) {
            int level = i;
            Interval share = Seeds.of(curves, curve -> curve.normalised(level));
            points.add(
                    Point.between(curves.getFirst().levels().get(i).level(), share.mean(), share.low(), share.high()));
        }
        return new Series.Line(name, points);
    }
}
