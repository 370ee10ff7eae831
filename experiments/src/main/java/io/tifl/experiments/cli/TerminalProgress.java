package io.tifl.experiments.cli;

import io.tifl.experiments.study.Length;
import io.tifl.experiments.study.ReplayListener;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a replay's progress: a bar on a terminal, a line now and then elsewhere. Confined to one thread. */
final class TerminalProgress implements ReplayListener, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final PrintStream out;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private String run = "";
    private Length length = new Length(1, 0);
    private long began;
    private double doneBefore;
    private long lastLine;
    private double accuracy = Double.NaN;

    /** Shows it where it does not mix with results. */
    static TerminalProgress onStandardError() {
        return new TerminalProgress(System.err);
    }

    @SuppressWarnings("SystemConsoleNull") // It is null when output is redirected, whatever the checker says.
    private TerminalProgress(PrintStream out) {
        this.out = out;
        Console console = System.console();
        this.terminal = console != null && console.isTerminal();
    }

    @Override
    public void started(String name, int index, int runs, long first, Length whole) {
        run = "[" + index + "/" + runs + "] " + name;
        length = whole;
        doneBefore = Double.NaN;
        began = System.nanoTime();
        lastLine = began;
        accuracy = Double.NaN;
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(run)
                    .setInitialMax(units())
                    .startsFrom(whole.seconds() == 0 ? first : 0, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .build();
        } else if (first > 0) {
            out.println(run + ": going on at round " + first + ofAll());
        }
    }

    @Override
    public void round(long completed, double virtualSeconds, Optional<Double> measured) {
        measured.ifPresent(value -> accuracy = value);
        String state = "virtual " + InWords.seconds(virtualSeconds)
                + (Double.isNaN(accuracy) ? "" : ", accuracy " + InWords.percent(accuracy));
        double done = length.share(completed, virtualSeconds);
        if (bar != null) {
            bar.stepTo(Math.round(done * units()));
            bar.setExtraMessage(state);
            return;
        }
        long now = System.nanoTime();
        if (Double.isNaN(doneBefore)) {
            doneBefore = done;
            began = now;
        }
        if (now - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = now;
            double left = done > doneBefore ? (now - began) / 1e9 * (1 - done) / (done - doneBefore) : Double.NaN;
            out.println(run + ": round " + completed + ofAll() + ", " + state
                    + (Double.isNaN(left) ? "" : ", " + InWords.seconds(left) + " left"));
        }
    }

    /** Of a bar: rounds where they are counted, virtual seconds where the run ends by time. */
    private long units() {
        return length.seconds() == 0 ? length.rounds() : (long) Math.ceil(length.seconds());
    }

    private String ofAll() {
        return length.seconds() == 0 ? " of " + length.rounds() : "";
    }

    @Override
    public void finished(String result) {
        close();
        out.println(run + ": " + result);
    }

    @Override
    public void note(String text) {
        close();
        out.println(text);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
