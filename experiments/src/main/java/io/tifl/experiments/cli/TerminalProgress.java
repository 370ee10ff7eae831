package io.tifl.experiments.cli;

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
    private long rounds;
    private long began;
    private long from;
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
    public void started(String name, int index, int runs, long first, long total) {
        run = "[" + index + "/" + runs + "] " + name;
        rounds = total;
        from = first;
        began = System.nanoTime();
        lastLine = began;
        accuracy = Double.NaN;
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(run)
                    .setInitialMax(total)
                    .startsFrom(first, Duration.ZERO)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .build();
        } else if (first > 0) {
            out.println(run + ": going on at round " + first + " of " + total);
        }
    }

    @Override
    public void round(long completed, double virtualSeconds, Optional<Double> measured) {
        measured.ifPresent(value -> accuracy = value);
        String state = "virtual " + InWords.seconds(virtualSeconds)
                + (Double.isNaN(accuracy) ? "" : ", accuracy " + InWords.percent(accuracy));
        if (bar != null) {
            bar.stepTo(completed);
            bar.setExtraMessage(state);
            return;
        }
        long now = System.nanoTime();
        if (now - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = now;
            double perRound = (now - began) / 1e9 / Math.max(1, completed - from);
            out.println(run + ": round " + completed + " of " + rounds + ", " + state + ", "
                    + InWords.seconds(perRound * (rounds - completed)) + " left");
        }
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
