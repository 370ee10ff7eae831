package io.tifl.aggregation;

import io.tifl.protocol.Parameters;

/** What belongs together has one layout. */
final class Layouts {
    private Layouts() {}

    /** @throws IllegalArgumentException naming both layouts if they differ */
    static void requireSame(String name, Parameters one, String otherName, Parameters other) {
        if (!one.layout().equals(other.layout())) {
            throw new IllegalArgumentException("the " + name + "'s layout is "
                    + one.layout().describe() + ", the " + otherName + "'s "
                    + other.layout().describe());
        }
    }
}
