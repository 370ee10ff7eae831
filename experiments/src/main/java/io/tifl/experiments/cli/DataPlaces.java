package io.tifl.experiments.cli;

import io.tifl.experiments.data.DataLibrary;
import io.tifl.experiments.study.DataFolder;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.Download;
import io.tifl.leaf.Progress;
import io.tifl.leaf.set.ReadProgress;
import io.tifl.leaf.store.StoredSet;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where publishers' files and prepared sets lie. */
final class DataPlaces {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Folder that has the publisher's files, DIR/NAME/FILES or DIR/FILES; nothing is downloaded then."
                            + " Without it: $TIFL_DATA_DIR, or ~/.cache/tifl, to which what is missing is downloaded")
    private @Nullable Path dataDir;

    @Option(
            names = "--store",
            paramLabel = "DIR",
            description = "Folder of prepared sets (default: 'sets' in $TIFL_DATA_DIR, or in ~/.cache/tifl)")
    private @Nullable Path store;

    /** Whether what is missing may be downloaded. */
    boolean isDownloading() {
        return dataDir == null;
    }

    Path folder() {
        return dataDir == null ? DataFolder.path() : dataDir;
    }

    DataSource source(Progress progress) {
        return dataDir == null
                ? new DataSource.Downloading(DataFolder.path(), Download.with(progress))
                : new DataSource.Local(dataDir);
    }

    DataLibrary library(ReadProgress progress) {
        return new DataLibrary(store == null ? DataFolder.sets() : store, progress);
    }

    /** @throws IOException if there is no such set, or there are several */
    StoredSet prepared(String name, ReadProgress progress) throws IOException {
        DataLibrary library = library(progress);
        return library.store()
                .find(name)
                .orElseThrow(() -> new IOException("There is no prepared set '" + name + "' in "
                        + library.store().folder()
                        + ". 'tifl data list' lists those that are there, 'tifl data prepare "
                        + name + "' makes one."));
    }
}
