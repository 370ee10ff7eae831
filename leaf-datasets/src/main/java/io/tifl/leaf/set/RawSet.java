package io.tifl.leaf.set;

import io.tifl.leaf.DataSource;
import io.tifl.protocol.Settings;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.plugin.Named;
import java.io.IOException;
import java.util.List;

/** A data set as its publisher has it, or as a generator makes it. A plug-in by name. Thread-safe. */
public interface RawSet extends Named {
    /** One line: what it is and how much of it there is. */
    String about();

    /** One line: whose it is and under which licence; to be shown before it is downloaded. */
    String licence();

    /** What LEAF's paper or code says of it, to set beside what is found; empty where nothing is said. */
    List<Expected> expected();

    /** Whether it is made here, so that nothing has to be downloaded and no licence agreed to. */
    default boolean isGenerated() {
        return false;
    }

    /**
     * What a person has to do by hand before it can be read, step by step, exactly; empty where nothing.
     *
     * @param folder below which the files are to lie
     */
    List<String> manualSteps(String folder);

    /**
     * Finds, or downloads, its files and makes ready to read them.
     *
     * @throws IOException if files are missing and cannot be downloaded; says how to get them
     * @throws IllegalArgumentException if a setting is unknown or out of range
     */
    SetSource open(DataSource source, Settings settings) throws IOException;

    /** All of them. */
    static Catalog<RawSet> catalog() {
        return Catalog.load("data set", RawSet.class);
    }

    /**
     * Statistics of a set as somebody published them.
     *
     * @param of where they stand: {@code "LEAF's paper, table 1"}
     * @param mean examples per user
     * @param deviation standard deviation of examples per user; NaN where nothing is said; NaN where nothing is said of it
     */
    record Expected(String of, long users, long examples, double mean, double deviation) {}
}
