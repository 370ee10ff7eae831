package io.tifl.leaf;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.io.IOException;

/** A data set that can be loaded by its name. Thread-safe. */
public interface Dataset extends Named {
    /** One line: what it is and how much of it there is. */
    String about();

    /** One line: whose it is and under which licence; to be shown before it is downloaded. */
    String licence();

    /**
     * Loads it whole.
     *
     * @throws IOException if files are missing, cannot be downloaded or are not what they should be; the message says what
     *     was expected
     * @throws IllegalArgumentException if a setting is unknown or wrong
     */
    Pool load(DataSource source, Settings settings) throws IOException;

    /** All data sets there are. */
    static Catalog<Dataset> catalog() {
        return Catalog.load("data set", Dataset.class);
    }
}
