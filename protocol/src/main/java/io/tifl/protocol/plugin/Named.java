package io.tifl.protocol.plugin;

/** Something that is found by its name: the same in configuration, on the wire and on the command line, for ever. */
public interface Named {
    /** Lower-case letters, digits and hyphens. */
    String name();
}
