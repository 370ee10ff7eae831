package io.tifl.experiments.study;

import io.tifl.leaf.DataSource;
import io.tifl.leaf.Download;
import io.tifl.leaf.Progress;
import io.tifl.leaf.RemoteFile;
import java.nio.file.Path;
import java.util.Optional;

/** Where data sets are kept when the user names no folder. */
public final class DataFolder {
    private DataFolder() {}

    /** {@code $TIFL_DATA_DIR}, or {@code .cache/tifl} in the user's home. */
    public static Path path() {
        return Optional.ofNullable(System.getenv("TIFL_DATA_DIR"))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "tifl"));
    }

    /** Where prepared sets are kept. */
    public static Path sets() {
        return path().resolve("sets");
    }

    static DataSource downloading(ReplayListener listener) {
        return new DataSource.Downloading(path(), Download.with(new Announced(listener)));
    }

    /** Says when a download begins and each time another tenth, or 100 MB of a file of unknown length, is there. */
    private static final class Announced implements Progress {
        private static final long MB = 1_000_000;

        private final ReplayListener listener;
        private String name = "";
        private long steps;

        Announced(ReplayListener listener) {
            this.listener = listener;
        }

        @Override
        public void at(RemoteFile file, long bytes) {
            long now = file.isVerified() ? 10 * bytes / Math.max(1, file.bytes()) : bytes / (100 * MB);
            if (!file.name().equals(name)) {
                name = file.name();
                steps = now;
                String size = file.isVerified() ? " (" + file.bytes() / MB + " MB)" : "";
                listener.note("Downloading " + name + size + " to " + path());
            } else if (now > steps) {
                steps = now;
                listener.note("  " + name + ": " + (file.isVerified() ? 10 * now + " %" : 100 * now + " MB"));
            }
        }
    }
}
