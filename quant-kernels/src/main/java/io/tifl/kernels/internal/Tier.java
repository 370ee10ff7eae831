package io.tifl.kernels.internal;

import io.tifl.kernels.jit.Jit;
import java.util.Locale;
import java.util.Optional;

/**
 * The backend of this process, chosen once: generated code if it can be had and passes its self-test, else plain loops.
 * The property {@value #PROPERTY} asks for one by name.
 */
public final class Tier {
    /** {@code scalar} or {@code generated}. */
    public static final String PROPERTY = "tifl.kernels.tier";

    private static final Tier CHOSEN = choose(System.getProperty(PROPERTY, "generated"));

    private final GemmBackend backend;
    private final String description;

    private Tier(GemmBackend backend, String description) {
        this.backend = backend;
        this.description = description;
    }

    public static Tier chosen() {
        return CHOSEN;
    }

    static Tier choose(String name) {
        GemmBackend scalar = new ScalarGemm();
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "scalar" -> new Tier(scalar, "scalar: asked for by " + PROPERTY);
            case "generated" -> generated(scalar);
            default -> throw new IllegalArgumentException(PROPERTY + " is one of scalar and generated, got " + name);
        };
    }

    private static Tier generated(GemmBackend scalar) {
        Jit jit = Jit.instance();
        if (!jit.reason().isEmpty()) {
            return new Tier(scalar, "scalar: " + jit.reason());
        }
        Optional<GemmBackend> generated = GeneratedGemm.load(jit, scalar);
        if (generated.isEmpty()) {
            return new Tier(scalar, "scalar: the processor lacks AVX2, or the system refuses memory for code");
        }
        return GemmSelfTest.passes(generated.orElseThrow(), scalar)
                ? new Tier(generated.orElseThrow(), "generated: AVX2")
                : new Tier(scalar, "scalar: generated code failed its self-test");
    }

    public GemmBackend backend() {
        return backend;
    }

    /** One line for a log: what runs, and why. */
    public String description() {
        return description;
    }
}
