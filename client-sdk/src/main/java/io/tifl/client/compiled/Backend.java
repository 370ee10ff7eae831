package io.tifl.client.compiled;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which kernels there are. Immutable and thread-safe. */
interface Backend {
    /** What padded dimensions are a multiple of. */
    int lanes();

    /** One line for the log: which instructions. */
    String describe();

    /** The kernels for one program's memory. */
    Kernels over(Slab slab);

    /** The kernels over channels for the same memory. */
    ChannelKernels channelsOver(Slab slab);

    /** The fastest this process can run; chosen once. */
    static Backend best() {
        return Best.BACKEND;
    }

    /** Plain Java. */
    static Backend scalar() {
        return new Scalar();
    }

    /** The Vector API; needs its module. */
    static Backend vectors() {
        return new Vectors();
    }

    /** Holds the choice. */
    final class Best {
        private static final Logger LOG = LoggerFactory.getLogger(Backend.class);
        private static final Backend BACKEND = choose();

        private Best() {}

        private static Backend choose() {
            if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
                return vectors();
            }
            LOG.warn("training runs on plain Java loops, many times slower: start Java with"
                    + " --add-modules=jdk.incubator.vector");
            return scalar();
        }
    }

    /** See {@link #scalar()}. */
    record Scalar() implements Backend {
        // Padding costs nothing here; 8 values are half a cache line.
        @Override
        public int lanes() {
            return 8;
        }

        @Override
        public String describe() {
            return "plain Java loops";
        }

        @Override
        public Kernels over(Slab slab) {
            return new ScalarKernels(slab);
        }

        @Override
        public ChannelKernels channelsOver(Slab slab) {
            return new ScalarChannelKernels(slab);
        }
    }

    /** See {@link #vectors()}. */
    record Vectors() implements Backend {
        @Override
        public int lanes() {
            return VectorKernels.LANES;
        }

        @Override
        public String describe() {
            return "vectors of " + 32 * VectorKernels.LANES + " bits";
        }

        @Override
        public Kernels over(Slab slab) {
            return new VectorKernels(slab);
        }

        @Override
        public ChannelKernels channelsOver(Slab slab) {
            return new VectorChannelKernels(slab);
        }
    }
}
