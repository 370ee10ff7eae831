package io.tifl.experiments.demo;

import java.net.URI;

/** What a demonstration needs of the program around it. */
public interface Surface {
    /** Says a line to whoever watches. */
    void say(String line);

    /** Speaks to a coordinator as the holder of a token. */
    Operator operator(URI coordinator, String token);

    /** Shows a page to whoever sits in front of this machine; returns whether there is a browser to do so. */
    boolean show(URI page);

    /** Nanoseconds since the program was started. */
    long elapsed();
}
