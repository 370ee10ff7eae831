package io.tifl.experiments.report;

/** How values spread over an axis. */
public enum Scale {
    LINEAR {
        @Override
        double position(double value) {
            return value;
        }
    },
    /** Base ten; values that are not positive have no place and are left out. */
    LOG {
        @Override
        double position(double value) {
            return value > 0 ? StrictMath.log10(value) : Double.NaN;
        }
    };

    /** Where the value lies, up to shift and stretch; NaN if nowhere. */
    abstract double position(double value);
}
