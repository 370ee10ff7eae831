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
import io.tifl.experiments.ssl.image.PixelBaseline;
import io.tifl.experiments.study.Interval;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** R5: SimCLR and BYOL on clothes and photographs, as far as two cores go; nothing must hold. */
public final class OtherImages implements StudyPart {
    private final ImageRuns runs;
    private final List<ImageSettings> bases;

    /** With the settings of the study; {@code seeds} one or more, {@code threads} 1 or more. */
    public OtherImages(KeptResults kept, ImageData.Source source, List<Long> seeds, int threads) {
        this(new ImageRuns(kept, source, seeds, threads), ImageStudySettings.others());
    }

    OtherImages(ImageRuns runs, List<ImageSettings> bases) {
        this.runs = runs;
        this.bases = List.copyOf(bases);
    }

    @Override
    public String id() {
        return "R5";
    }

    @Override
    public String title() {
        return "Clothes and photographs, small";
    }

    @Override
    public Findings run(Consumer<String> progress) throws IOException, InterruptedException {
        Findings findings = new Findings();
        findings.say(
                "The published trainings on photographs take hundreds of epochs of ResNet-18 and do not fit two cores."
                        + " These take minutes; they show what the pieces do, not what the methods can.");
        MarkdownTable table = new MarkdownTable(
                "Percentages right, means over trainings with 95 % intervals.",
                "images",
                "features",
                "linear probe, last epoch",
                "best epoch",
                "linear probe of views",
                "nearest neighbours",
                "effective rank");
        for (ImageSettings base : bases) {
            add(findings, table, base, progress);
        }
        findings.show(table);
        return findings;
    }

    private void add(Findings findings, MarkdownTable table, ImageSettings base, Consumer<String> progress)
            throws IOException, InterruptedException {
        Map<String, ImageSettings> settings = new LinkedHashMap<>();
        settings.put("SimCLR", base.contrasting(Contrast.CROSS_ENTROPY, base.temperature()));
        settings.put("BYOL", base);
        settings.put(NormalisationAblation.RANDOM, base.lasting(0, base.probeEpochs()));
        Map<String, List<ImageRun>> all = runs.all("R5-" + base.dataset(), settings, progress);
        PixelBaseline pixels = runs.pixels("R5", base.dataset(), base);
        String images = Format.words(
                "%,d of %s, encoder %s, %d epochs", base.examples(), base.dataset(), base.encoder(), base.epochs());
        all.forEach((name, some) -> table.row(
                images,
                name,
                Figures.percent(Figures.of(some, Figures::probe)),
                Figures.percent(Figures.of(some, Figures::bestProbe)),
                Figures.percent(Figures.of(some, Figures::probeOfViews)),
                Figures.percent(Figures.of(some, Figures::neighbours)),
                Figures.words("%.1f", 1, Figures.of(some, Figures::rank))));
        table.row(
                images,
                "pixels",
                Format.words("%.1f", 100 * pixels.probe().last()),
                Format.words("%.1f", 100 * pixels.probe().best()),
                Format.words("%.1f", 100 * pixels.probeOfViews().last()),
                Format.words("%.1f", 100 * pixels.neighbours()),
                "");
        findings.show(Chart.of(
                        "ssl-images-" + base.dataset(),
                        "What neighbours tell of " + base.dataset() + ", epoch by epoch",
                        Axis.counts("epoch"),
                        Axis.shares("right by nearest neighbours"))
                .with(Figures.overEpochs("SimCLR", Known.at(all, "SimCLR"), ImageRun.Epoch::neighbours))
                .with(Figures.overEpochs("BYOL", Known.at(all, "BYOL"), ImageRun.Epoch::neighbours)));
        for (String name : List.of("SimCLR", "BYOL")) {
            Interval gap = Figures.difference(
                    Known.at(all, name), Known.at(all, NormalisationAblation.RANDOM), Figures::probe);
            findings.answer(
                    "does " + name + " on " + base.dataset() + " beat features that training has not touched?",
                    gap.low() > 0 ? "yes" : gap.high() < 0 ? "no, it is worse" : "a tie",
                    "linear probe, difference " + Figures.percent(gap));
        }
    }
}
