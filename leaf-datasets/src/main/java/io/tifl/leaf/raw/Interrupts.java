package io.tifl.leaf.raw;

/** Long work that can be called off. */
final class Interrupts {
    private Interrupts() {}

    static void check() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("reading was called off");
        }
    }
}
