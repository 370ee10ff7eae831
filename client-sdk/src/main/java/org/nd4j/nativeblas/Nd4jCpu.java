package org.nd4j.nativeblas;

/**
 * Lets Deeplearning4j find out that its native library has oneDNN, which makes convolutions 2 to 3 times faster.
 *
 * <p>Deeplearning4j 1.0.0-M2.1 asks {@code org.nd4j.nativeblas.Nd4jCpu$Environment} by reflection, but the class moved to
 * {@code org.nd4j.linalg.cpu.nativecpu.bindings} in M2, so without this stand-in the answer is always no. The second half of
 * the switch is the system property {@code org.eclipse.deeplearning4j.helpers.disable=false}. To be removed with the first
 * release that asks the right class; {@code OneDnnTest} tells.
 */
public final class Nd4jCpu {
    private Nd4jCpu() {}

    /** The two methods Deeplearning4j calls by reflection, under the names it expects. */
    public static final class Environment {
        private Environment() {}

        public static Environment getInstance() {
            return new Environment();
        }

        public boolean isUseMKLDNN() {
            return org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu.Environment.getInstance()
                    .isUseONEDNN();
        }
    }
}
