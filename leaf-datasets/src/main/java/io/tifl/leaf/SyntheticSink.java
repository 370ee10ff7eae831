package io.tifl.leaf;

import java.io.IOException;

/** Takes generated examples, user by user. Confined to one thread. */
public interface SyntheticSink {
    /** Begins a user; the first is 0. */
    void user(int index) throws IOException, InterruptedException;

    /** The next example of the user; the array is read before this returns and written again afterwards. */
    void example(double[] features, int label) throws IOException;
}
