package io.tifl.experiments.ssl.study;

import io.tifl.experiments.report.Axis;
import io.tifl.experiments.report.Chart;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.KeptResults;
import io.tifl.experiments.reproduce.Known;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.image.ImageData;
import io.tifl.experiments.ssl.image.ImageRun;
import io.tifl.experiments.ssl.image.ImageSettings;
import io.tifl.experiments.ssl.image.ImageSettings.Contrast;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** R4: the covariance operator alone teaches what InfoNCE teaches (arXiv 2010.00578, theorem 4). */
public final class ExactCovarianceOnImages implements StudyPart {
    private static final double MARGIN = 0.02;
    private static final String CROSS_ENTROPY = "InfoNCE";
    private static final String OPERATOR = "exact covariance";

    private final ImageRuns runs;
    private final ImageSettings base;

    /** With the settings of the study; {@code seeds} one or more, {@code threads} 1 or more. */
    public ExactCovarianceOnImages(KeptResults kept, ImageData.Source source, List<Long> seeds, int threads) {
        this(new ImageRuns(kept, source, seeds, threads), ImageStudySettings.contrast());
    }

    ExactCovarianceOnImages(ImageRuns runs, ImageSettings base) {
        this.runs = runs;
        this.base = base;
    }

    @Override
    public String id() {
        return "R4";
    }

    @Override
    public String title() {
        return "The covariance operator in place of InfoNCE";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Map<String, ImageSettings> settings = new LinkedHashMap<>();
        settings.put(CROSS_ENTROPY, base.contrasting(Contrast.CROSS_ENTROPY, base.temperature()));
        settings.put(OPERATOR, base.contrasting(Contrast.EXACT_COVARIANCE, base.temperature()));
        settings.put(NormalisationAblation.RANDOM, base.lasting(0, base.probeEpochs()));
        return judge(runs.all("R4", settings, progress), base);
    }

    static Findings judge(Map<String, List<ImageRun>> all, ImageSettings base) {
        Findings findings = new Findings();
        findings.say(Format.words(
                "SimCLR on the first %,d digits of MNIST, %d epochs, encoder %s, temperature %s, Adam at %s: once with"
                        + " InfoNCE over all views of a batch, once with the surrogate whose gradient is that of the weighted"
                        + " covariance operator alone.",
                base.examples(),
                base.epochs(),
                base.encoder(),
                base.temperature(),
                base.contrasting(Contrast.CROSS_ENTROPY, 1).rate()));
        findings.show(table(all));
        findings.show(Chart.of(
                        "ssl-exact-covariance",
                        "Both losses teach the same",
                        Axis.counts("epoch"),
                        Axis.shares("right by nearest neighbours"))
                .with(Figures.overEpochs(CROSS_ENTROPY, Known.at(all, CROSS_ENTROPY), ImageRun.Epoch::neighbours))
                .with(Figures.overEpochs(OPERATOR, Known.at(all, OPERATOR), ImageRun.Epoch::neighbours)));
        Interval gap = Figures.difference(Known.at(all, OPERATOR), Known.at(all, CROSS_ENTROPY), Figures::probe);
        findings.claim(
                "features of both are equally good: linear probes are less than 2 points apart",
                Math.abs(gap.mean()) < MARGIN,
                "difference " + Figures.percent(gap));
        for (String name : List.of(CROSS_ENTROPY, OPERATOR)) {
            Interval more = Figures.difference(
                    Known.at(all, name), Known.at(all, NormalisationAblation.RANDOM), Figures::probe);
            findings.answer(
                    "are features of " + name + " better than those training has not touched?",
                    more.low() > 0 ? "better" : more.high() < 0 ? "worse" : "a tie",
                    "difference " + Figures.percent(more));
        }
        return findings;
    }

    private static MarkdownTable table(Map<String, List<ImageRun>> all) {
        MarkdownTable table = new MarkdownTable(
                "Percentages right, means over trainings with 95 % intervals.",
                "loss",
                "linear probe, last epoch",
                "best epoch",
                "linear probe of views",
                "nearest neighbours",
                "effective rank of features",
                "alignment of projections",
                "uniformity of projections");
        all.forEach((name, runs) -> table.row(
                name,
                Figures.percent(Figures.of(runs, Figures::probe)),
                Figures.percent(Figures.of(runs, Figures::bestProbe)),
                Figures.percent(Figures.of(runs, Figures::probeOfViews)),
                Figures.percent(Figures.of(runs, Figures::neighbours)),
                Figures.words("%.1f", 1, Figures.of(runs, Figures::rank)),
                Figures.words(
                        "%.2f",
                        1, Figures.of(runs, run -> run.last().projections().alignment())),
                Figures.words(
                        "%.2f",
                        1, Figures.of(runs, run -> run.last().projections().uniformity()))));
        return table;
    }
}
