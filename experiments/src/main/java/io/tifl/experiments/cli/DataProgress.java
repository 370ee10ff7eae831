package io.tifl.experiments.cli;

import io.tifl.leaf.Progress;
import io.tifl.leaf.RemoteFile;
import io.tifl.leaf.set.ReadProgress;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows how downloads and long readings go on, with rate and time left: a bar on a terminal, a line now and then elsewhere.
 * Confined to one thread.
 */
final class DataProgress implements Progress, ReadProgress, AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final long MEGABYTE = 1_000_000;

    private final PrintStream out;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private String what = "";
    private long began;
    private long doneAtStart;
    private long lastLine;

    static DataProgress onStandardError() {
        return new DataProgress(System.err, isTerminal());
    }

    @SuppressWarnings("SystemConsoleNull") // It is null when output is redirected, whatever the checker says.
    static boolean isTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    DataProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    @Override
    public void at(RemoteFile file, long bytes) {
        at("downloading " + file.name(), bytes, file.bytes());
    }

    @Override
    public void at(String doing, long done, long all) {
        if (!doing.equals(what)) {
            begin(doing, done, all);
        }
        if (bar != null) {
            bar.maxHint(all > 0 ? all : -1);
            bar.stepTo(done);
            return;
        }
        long now = System.nanoTime();
        if (now - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = now;
            out.println(line(done, all, (now - began) / 1e9));
        }
    }

    private void begin(String doing, long done, long all) {
        done();
        what = doing;
        doneAtStart = done;
        began = System.nanoTime();
        lastLine = began;
        if (terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(doing)
                    .setInitialMax(all > 0 ? all : -1)
                    .startsFrom(done, Duration.ZERO)
                    .setUnit(" MB", MEGABYTE)
                    .showSpeed()
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .build();
        }
    }

    private String line(long done, long all, double seconds) {
        double rate = (done - doneAtStart) / seconds;
        String so = String.format(Locale.ROOT, "%s: %,.0f MB", what, done / 1e6);
        return so
                + size(all).map(size -> " of " + size).orElse("")
                + String.format(Locale.ROOT, ", %.1f MB/s", rate / 1e6)
                + (all > done && rate > 0 ? ", " + InWords.seconds((all - done) / rate) + " left" : "");
    }

    private static Optional<String> size(long all) {
        return all > 0 ? Optional.of(String.format(Locale.ROOT, "%,.0f MB", all / 1e6)) : Optional.empty();
    }

    /** Says something between two bars. */
    void note(String text) {
        done();
        out.println(text);
    }

    @Override
    public void close() {
        done();
    }

    /** Ends the bar, if there is one: what is written next stands on a line of its own. */
    void done() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        what = "";
    }
}
