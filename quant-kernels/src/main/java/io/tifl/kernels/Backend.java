package io.tifl.kernels;

import io.tifl.kernels.internal.Tier;
import io.tifl.kernels.jit.Jit;
import java.util.Locale;
import java.util.Optional;

/**
 * Which implementation of the kernels this JVM uses: chosen once, at first use. Products of bytes are chosen apart:
 * {@link PackedWeights#backend()}.
 *
 * <p>The property {@code tifl.kernels.tier} names one: {@code scalar}, {@code vector} or, as without it, {@code generated},
 * which applies to rows of codes and to floats of 16 bits; with {@code tifl.kernels.jit=false} no code is generated. Code
 * that quantises, reads back or converts is generated when first needed, and compared with plain loops before it is used.
 */
public final class Backend {
    static final Kernels KERNELS;
    static final FloatRowKernels FLOAT_ROWS;
    static final RowKernels ROWS;
    static final PlainRowQuantizer ROW_LOOPS;
    static final RowQuantizer ROW_QUANTIZER;
    static final RowSums ROW_SUMS;
    static final ImageKernels IMAGES;

    private static final boolean GENERATES;
    private static final String DESCRIPTION;

    static {
        String tier = System.getProperty(Tier.PROPERTY, "generated").toLowerCase(Locale.ROOT);
        String loops;
        if (tier.equals("scalar")) {
            loops = "scalar: asked for by " + Tier.PROPERTY;
        } else if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            loops = "scalar: start the JVM with --add-modules=jdk.incubator.vector for vector kernels";
        } else if (VectorKernels.bits() < 256) {
            loops = "scalar: vector registers have " + VectorKernels.bits() + " bits, of 256 needed";
        } else {
            loops = "vector: registers of " + VectorKernels.bits() + " bits";
        }
        boolean vector = loops.startsWith("vector");
        KERNELS = vector ? new VectorKernels() : new ScalarKernels();
        FLOAT_ROWS = vector ? new VectorFloatRowKernels() : new ScalarFloatRowKernels();
        ROWS = vector ? new VectorRowKernels() : new ScalarRowKernels();
        IMAGES = vector ? new VectorImageKernels() : new ScalarImageKernels();
        ROW_LOOPS = new PlainRowQuantizer(ROWS);
        GENERATES = tier.equals("generated") && Jit.instance().cpu().avx2();
        ROW_QUANTIZER = GENERATES ? new TestedRowQuantizer(Jit.instance(), ROW_LOOPS) : ROW_LOOPS;
        Optional<RowSums> generated = GENERATES ? GeneratedRowSums.load(Jit.instance()) : Optional.empty();
        boolean sound = generated.isPresent()
                && RowSumsSelfTest.passes(generated.orElseThrow(), new PlainRowSums(new ScalarRowKernels()));
        ROW_SUMS = sound ? generated.orElseThrow() : new PlainRowSums(ROWS);
        DESCRIPTION = loops + (sound ? "; sums of rows by generated code" : "");
    }

    private Backend() {}

    /** Generates the conversions, and compares them with plain loops. */
    static HalfConverter halfConverter() {
        HalfConverter plain = new PlainHalfConverter();
        Optional<HalfConverter> generated =
                GENERATES ? GeneratedHalfConverter.load(Jit.instance(), plain) : Optional.empty();
        return generated
                .filter(converter -> HalfConverterSelfTest.passes(converter, plain))
                .orElse(plain);
    }

    /** Generates products with weights of 16 bits, and compares them with plain loops. */
    static HalfGemm halfGemm() {
        HalfGemm plain = new PlainHalfGemm();
        Optional<HalfGemm> generated = GENERATES ? GeneratedHalfGemm.load(Jit.instance()) : Optional.empty();
        return generated.filter(gemm -> HalfGemmSelfTest.passes(gemm, plain)).orElse(plain);
    }

    /** One line for a log: the backend's name, and why it was chosen. */
    public static String description() {
        return DESCRIPTION;
    }
}
