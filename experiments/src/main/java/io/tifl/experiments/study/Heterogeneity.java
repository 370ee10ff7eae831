package io.tifl.experiments.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** In what way clients differ: the scenarios of the TiFL paper, sections 5.1 and 5.2. */
public enum Heterogeneity {
    /** Equal devices, equal shares, identically distributed. */
    NONE(false, false, false),
    /** Devices differ in CPU. */
    RESOURCE(true, false, false),
    /** Clients differ in how much data they hold. */
    QUANTITY(false, true, false),
    /** Clients hold few classes each. */
    NON_IID(false, false, true),
    /** CPU and classes. */
    RESOURCE_NON_IID(true, false, true),
    /** CPU and amount of data. */
    RESOURCE_QUANTITY(true, true, false),
    /** CPU, amount and classes: the paper's "combine". */
    COMBINED(true, true, true);

    private final boolean devices;
    private final boolean amounts;
    private final boolean classes;

    Heterogeneity(boolean devices, boolean amounts, boolean classes) {
        this.devices = devices;
        this.amounts = amounts;
        this.classes = classes;
    }

    public boolean devicesDiffer() {
        return devices;
    }

    public boolean amountsDiffer() {
        return amounts;
    }

    public boolean classesDiffer() {
        return classes;
    }

    /** The name used in files and on the command line: {@code resource-non-iid}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException listing what exists */
    public static Heterogeneity named(String name) {
        return Arrays.stream(values())
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no heterogeneity '" + name + "' among "
                        + Arrays.stream(values()).map(Heterogeneity::toString).collect(Collectors.toList())));
    }
}
