package io.tifl.kernels.internal;

import io.tifl.kernels.jit.Jit;
import java.util.Locale;
import java.util.Optional;

/**
 * The backend of this process, chosen once: generated code if it can be had and passes its self-test, else the
 * Vector API, else plain loops.
 * The property {@value #PROPERTY} asks for one by name.
 */
public final class Tier {
    /** {@code scalar}, {@code vector} or {@code generated}. */
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
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "scalar" -> new Tier(new ScalarGemm(), "scalar: asked for by " + PROPERTY);
            case "vector" -> vector("asked for by " + PROPERTY);
            case "generated" -> generated();
            default ->
                throw new IllegalArgumentException(PROPERTY + " is one of scalar, vector and generated, got " + name);
        };
    }

    private static Tier generated() {
        Jit jit = Jit.instance();
        if (!jit.reason().isEmpty()) {
            return vector(jit.reason());
        }
        Tier otherwise = vector("the processor lacks AVX2, or the system refuses memory for code");
        Optional<GemmBackend> generated = GeneratedGemm.load(jit, otherwise.backend());
        if (generated.isEmpty()) {
            return otherwise;
        }
        if (!GemmSelfTest.passes(generated.orElseThrow(), new ScalarGemm())) {
            return vector("generated code failed its self-test");
        }
        if (jit.cpu().vnni512()) {
            return dot(generated.orElseThrow());
        }
        boolean limited = System.getProperty(Jit.INSTRUCTION_SET) != null;
        return new Tier(
                generated.orElseThrow(),
                "generated: AVX2" + (limited ? ", the limit set by " + Jit.INSTRUCTION_SET : ""));
    }

    /** Products by AVX-512 VNNI, unless they differ from the reference: then the generated code without it. */
    static Tier dot(GemmBackend generated) {
        DotGemm dot = new DotGemm(generated);
        return GemmSelfTest.passesDot(dot, new ScalarGemm())
                ? new Tier(dot, "generated: AVX-512 VNNI")
                : new Tier(generated, "generated: AVX2; code for AVX-512 VNNI failed its self-test");
    }

    private static Tier vector(String reason) {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()
                ? new Tier(new VectorGemm(), "vector: " + reason)
                : new Tier(new ScalarGemm(), "scalar: " + reason + "; no module jdk.incubator.vector");
    }

    public GemmBackend backend() {
        return backend;
    }

    /** One line for a log: what runs, and why. */
    public String description() {
        return description;
    }
}
