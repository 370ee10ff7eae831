package io.tifl.leaf;

import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.io.IOException;
import java.util.List;

/** A data set that can be loaded by its name. Thread-safe. */
public interface Dataset extends Named {
    /** One line: what it is and how much of it there is. */
    String about();

    /** One line: whose it is and under which licence; to be shown before it is downloaded. */
    String licence();

    /**
     * What a person has to do by hand before it can be loaded, step by step; empty where nothing.
     *
     * @param folder below which the files are to lie
     */
    default List<String> manualSteps(String folder) {
        return List.of();
    }

    /** Whether it is made here, so that nothing has to be downloaded and no licence agreed to. */
    default boolean isGenerated() {
        return false;
    }

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
