package io.tifl.experiments.ssl.study;

import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.hltm.HltmRun;
import io.tifl.experiments.ssl.hltm.HltmSettings;
import io.tifl.protocol.Seed;
import java.time.Duration;
import java.util.function.Consumer;

/** How long a cell of R1 takes: depth 5, width 10, 8 trees, 2 epochs of 500 steps. Measured anew each time. */
record TreeSpeed(int threads) implements StudyPart {
    private static final int TREES = 8;

    @Override
    public String id() {
        return "speed";
    }

    @Override
    public String title() {
        return "How long trees take";
    }

    @Override
    public Findings run(Consumer<String> progress) throws InterruptedException {
        progress.accept("speed: " + TREES + " trees on " + threads + " threads");
        long cpu = processorTime();
        long start = System.nanoTime();
        HltmRun.forest(HltmSettings.standard(), TREES, threads, new Seed(1));
        double wall = (System.nanoTime() - start) / 1e9;
        double used = (processorTime() - cpu) / 1e9;
        Findings findings = new Findings();
        MarkdownTable table = new MarkdownTable(
                "Depth 5, width 10, 8 trees, 2 epochs of 500 steps, with what judges them.",
                "threads",
                "seconds",
                "processor seconds");
        table.row(Integer.toString(threads), Format.words("%.1f", wall), Format.words("%.1f", used));
        findings.show(table);
        findings.answer(
                "does it take a minute at most, on two cores that do nothing else?",
                wall <= 60 ? "it does" : "not this time",
                Format.words("%.1f s, %.1f s of processor time", wall, used));
        return findings;
    }

    private static long processorTime() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }
}
