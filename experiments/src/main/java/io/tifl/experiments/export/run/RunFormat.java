package io.tifl.experiments.export.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What runs are exported as. The same runs give the same bytes. */
public enum RunFormat {
    /** MLflow's file store. */
    MLFLOW {
        @Override
        List<Path> write(List<ExportedRun> runs, Path out) throws IOException {
            return new MlflowStore(out).write(runs);
        }
    },
    /** TensorBoard's event files. */
    TENSORBOARD {
        @Override
        List<Path> write(List<ExportedRun> runs, Path out) throws IOException {
            return new TensorBoardFiles(out).write(runs);
        }
    },
    /** Tables as Apache Parquet. */
    PARQUET {
        @Override
        List<Path> write(List<ExportedRun> runs, Path out) throws IOException {
            return new Tables(out, true).write(runs);
        }
    },
    /** Tables as CSV. */
    CSV {
        @Override
        List<Path> write(List<ExportedRun> runs, Path out) throws IOException {
            return new Tables(out, false).write(runs);
        }
    };

    abstract List<Path> write(List<ExportedRun> runs, Path out) throws IOException;

    /**
     * Exports a folder that replays or studies left. Of one without replays Parquet still takes the tables.
     *
     * @return what was written: files, or folders of runs
     * @throws IOException if there is nothing to export, or a file is damaged
     */
    public List<Path> export(Path folder, Path out) throws IOException {
        List<Path> written = new ArrayList<>();
        Optional<IOException> none = Optional.empty();
        try {
            written.addAll(write(ReplayRuns.read(folder), out));
        } catch (ReplayRuns.NoReplayException e) {
            none = Optional.of(e);
        }
        if (this == PARQUET) {
            written.addAll(new Tables(out, true).convert(folder));
        }
        if (written.isEmpty() && none.isPresent()) {
            throw none.get();
        }
        return written;
    }

    /** Exports runs that are known already. */
    public List<Path> export(List<ExportedRun> runs, Path out) throws IOException {
        return write(runs, out);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
