package io.tifl.experiments.cli;

import java.io.PrintStream;
import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows how benchmarks go on, with the time left: a bar on a terminal, a line now and then elsewhere. Confined to one thread. */
final class BenchProgress implements AutoCloseable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final int UNITS = 1000;

    private final @Nullable PrintStream out;
    private final boolean terminal;
    private final int all;
    private final long began = System.nanoTime();
    private @Nullable ProgressBar bar;
    private String current = "";
    private int index;
    private int kept;
    private long lastLine = began;

    /**
     * Progress of so many benchmarks.
     *
     * @param out null to say nothing
     */
    BenchProgress(@Nullable PrintStream out, boolean terminal, int all) {
        this.out = out;
        this.terminal = terminal;
        this.all = all;
    }

    static BenchProgress onStandardError(int all) {
        return new BenchProgress(System.err, DataProgress.isTerminal(), all);
    }

    static BenchProgress silent() {
        return new BenchProgress(null, false, 1);
    }

    void kept(String name) {
        kept++;
        index++;
        say("[" + index + "/" + all + "] " + name + ": kept, its result is there already");
    }

    void started(String name) {
        index++;
        current = "[" + index + "/" + all + "] " + name;
        if (out != null && terminal) {
            bar = new ProgressBarBuilder()
                    .setTaskName(current)
                    .setInitialMax(UNITS)
                    .setStyle(ProgressBarStyle.ASCII)
                    .setUpdateIntervalMillis(250)
                    .setConsumer(new ConsoleProgressBarConsumer(out))
                    .build();
        }
    }

    void at(double share) {
        if (bar != null) {
            bar.stepTo(Math.round(share * UNITS));
            bar.setExtraMessage(left(share));
            return;
        }
        long now = System.nanoTime();
        if (now - lastLine >= BETWEEN_LINES.toNanos()) {
            lastLine = now;
            say(current + ": " + InWords.percent(share) + left(share));
        }
    }

    /** Of all benchmarks that were not kept, by the time that those took which were run. */
    private String left(double share) {
        double done = index - 1 - kept + share;
        double open = all - index + 1 - share;
        double seconds = (System.nanoTime() - began) / 1e9;
        return done > 0 ? ", " + InWords.seconds(seconds * open / done) + " left of all" : "";
    }

    void finished(String result) {
        close();
        say(current + ": " + result);
    }

    private void say(String line) {
        if (out != null) {
            out.println(line);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
