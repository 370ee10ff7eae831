package io.tifl.coordinator.store;

import java.nio.file.Path;

/**
 * Where the store is and what it keeps.
 *
 * @param retention which versions of models stay
 */
public record StoreSettings(Place place, Retention retention) {
    /** Where the data is. */
    public sealed interface Place {}

    /**
     * An embedded SQLite database and a folder of large blobs, for one machine.
     *
     * @param directory created if it is not there; on a local disk, as SQLite's locks do not work on network ones
     */
    public record Folder(Path directory) implements Place {}

    /**
     * A PostgreSQL database, which holds the blobs too: several coordinators on several machines may share it.
     *
     * @param url such as {@code jdbc:postgresql://host/database}
     */
    public record Postgresql(String url, String user, String password) implements Place {
        public Postgresql {
            if (!url.startsWith("jdbc:postgresql:")) {
                throw new IllegalArgumentException(
                        "the URL of a PostgreSQL database begins with jdbc:postgresql:, got '" + url + "'");
            }
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Postgresql[" + url + ", user " + user + "]";
        }
    }

    /**
     * Which versions of a job's model stay readable; the current one always does.
     *
     * @param last how many of the newest, at least 1
     * @param every additionally each version divisible by this; 0 for none
     */
    public record Retention(int last, int every) {
        public Retention {
            if (last < 1 || every < 0) {
                throw new IllegalArgumentException(
                        "retention keeps at least the last version and each 0 or more, got last " + last + ", every "
                                + every);
            }
        }
    }

    /** SQLite in a folder, the last 10 versions of models and each hundredth. */
    public static StoreSettings in(Path directory) {
        return new StoreSettings(new Folder(directory), new Retention(10, 100));
    }

    /** PostgreSQL, the last 10 versions of models and each hundredth. */
    public static StoreSettings postgresql(String url, String user, String password) {
        return new StoreSettings(new Postgresql(url, user, password), new Retention(10, 100));
    }

    public StoreSettings with(Retention other) {
        return new StoreSettings(place, other);
    }
}
