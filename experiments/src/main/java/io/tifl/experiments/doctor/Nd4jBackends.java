package io.tifl.experiments.doctor;

import java.util.Properties;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The native library that trains what the compiled engine does not know. */
final class Nd4jBackends {
    private Nd4jBackends() {}

    /** Starts it and multiplies two small matrices. */
    static Finding look() {
        try {
            INDArray ones = Nd4j.ones(4, 4);
            double sum = ones.mmul(ones).sumNumber().doubleValue();
            String backend = Nd4j.getBackend().getClass().getSimpleName();
            return look(backend, Nd4j.getExecutioner().getEnvironmentInformation(), sum == 64);
        } catch (LinkageError | RuntimeException e) {
            return broken(e);
        }
    }

    static Finding look(String backend, Properties about, boolean isRight) {
        String found = backend + ", BLAS " + about.getProperty("blas.vendor", "unknown");
        return isRight
                ? Finding.ok("nd4j", found)
                : Finding.problem(
                        "nd4j", found + ", and it computes wrong sums", "use --engine compiled, and report it");
    }

    static Finding broken(Throwable why) {
        Throwable last = why;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        return Finding.problem(
                "nd4j",
                "the native library cannot be loaded: " + last,
                "it needs glibc 2.17 or newer and room in ~/.javacpp; with TIFL_MAVEN_PROFILES=cuda, try without (docs/cuda.md)");
    }
}
