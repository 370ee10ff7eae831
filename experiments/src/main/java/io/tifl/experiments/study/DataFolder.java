package io.tifl.experiments.study;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.Download;
import io.tifl.leaf.Progress;
import io.tifl.leaf.RemoteFile;
import java.nio.file.Path;
import java.util.Optional;

/** Where data sets are kept when the user names no folder. */
final class DataFolder {
    private DataFolder() {}

    /** {@code $TIFL_DATA_DIR}, or {@code .cache/tifl} in the user's home. */
    static Path path() {
        return Optional.ofNullable(System.getenv("TIFL_DATA_DIR"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "tifl"));
    }

    static DataSource downloading(ReplayListener listener) {
        return new DataSource.Downloading(path(), Download.with(new Announced(listener)));
    }

    /** Says when a download begins and each time another tenth is there. */
    private static final class Announced implements Progress {
        private final ReplayListener listener;
        private String name = "";
        private long tenths;

        Announced(ReplayListener listener) {
            this.listener = listener;
        }

        @Override
        public void at(RemoteFile file, long bytes) {
            long now = 10 * bytes / Math.max(1, file.bytes());
            if (!file.name().equals(name)) {
                name = file.name();
                tenths = now;
                listener.note("Downloading " + name + " (" + file.bytes() / 1_000_000 + " MB) to " + path());
            } else if (now > tenths) {
                tenths = now;
                listener.note("  " + name + ": " + 10 * now + " %");
            }
        }
    }
}
