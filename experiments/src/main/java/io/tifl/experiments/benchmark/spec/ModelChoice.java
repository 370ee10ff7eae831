package io.tifl.experiments.benchmark.spec;

import io.tifl.protocol.JobId;
import io.tifl.protocol.task.ModelSpec;
import java.util.Locale;
import java.util.OptionalLong;

/** Which model is served. */
public sealed interface ModelChoice {
    /** For tables and file names. */
    String label();

    /** A model that clients know, with parameters drawn from the benchmark's seed. */
    record Named(ModelSpec spec) implements ModelChoice {
        @Override
        public String label() {
            return spec.name();
        }
    }

    /**
     * A stack of identical blocks with parameters drawn from the benchmark's seed.
     *
     * @param layers blocks, 1 to 256
     * @param width units of a dense block or an LSTM, channels of a convolution, values of a token; 1 to 16384
     * @param input features (dense), side of a square image (conv, residual), steps (lstm) or tokens (attention); 1 to 4096
     * @param classes of the last layer, 2 to 100000
     */
    record Generated(Family family, int layers, int width, int input, int classes) implements ModelChoice {
        @Override
        public String label() {
            return family.toString() + "-" + layers + "x" + width;
        }
    }

    /**
     * A file on the follower: {@code .onnx}, or Deeplearning4j's {@code .zip}.
     *
     * @param path as the follower sees it
     */
    record InFile(String path) implements ModelChoice {
        @Override
        public String label() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    /**
     * A model that a job of the coordinator trained.
     *
     * @param version empty for the latest
     */
    record Trained(JobId job, OptionalLong version) implements ModelChoice {
        @Override
        public String label() {
            return job + (version.isPresent() ? "@" + version.getAsLong() : "");
        }
    }

    /** Families of generated models. */
    enum Family {
        DENSE,
        CONV,
        RESIDUAL,
        LSTM,
        ATTENTION;

        /** Its name in a benchmark's text. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
