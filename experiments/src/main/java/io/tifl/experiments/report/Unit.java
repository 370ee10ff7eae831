package io.tifl.experiments.report;

/** What the numbers of an axis or a column are, and so how they are written. */
public enum Unit {
    /** Plain numbers. */
    NUMBER {
        @Override
        Measure measureFor(double largest) {
            return new Measure(1, "");
        }
    },
    /** Whole numbers, such as rounds: no ticks between them. */
    COUNT {
        @Override
        Measure measureFor(double largest) {
            return new Measure(1, "");
        }

        @Override
        double leastStep() {
            return 1;
        }
    },
    /** Shares of one, written in hundredths: 0.25 is 25 %. */
    PERCENT {
        @Override
        Measure measureFor(double largest) {
            return new Measure(100, "%");
        }
    },
    /** Seconds, written in milliseconds, seconds, minutes, hours or days. */
    SECONDS {
        @Override
        Measure measureFor(double largest) {
            if (largest >= 2 * 86_400) {
                return new Measure(1.0 / 86_400, "d");
            }
            if (largest >= 2 * 3_600) {
                return new Measure(1.0 / 3_600, "h");
            }
            if (largest >= 2 * 60) {
                return new Measure(1.0 / 60, "min");
            }
            return largest >= 0.5 || largest == 0 ? new Measure(1, "s") : new Measure(1_000, "ms");
        }
    },
    /** Bytes, written in binary multiples. */
    BYTES {
        @Override
        Measure measureFor(double largest) {
            if (largest >= 1L << 30) {
                return new Measure(1.0 / (1L << 30), "GiB");
            }
            if (largest >= 1L << 20) {
                return new Measure(1.0 / (1L << 20), "MiB");
            }
            return largest >= 1L << 10 ? new Measure(1.0 / (1L << 10), "KiB") : new Measure(1, "B");
        }
    };

    /** How values up to {@code largest} in size are written. */
    abstract Measure measureFor(double largest);

    /** The least distance between two ticks. */
    double leastStep() {
        return 0;
    }

    /** One value on its own, with up to four significant digits: {@code 93.4 %}, {@code 1.25 h}. */
    public String format(double value) {
        if (!Double.isFinite(value)) {
            return Numbers.significant(value);
        }
        Measure measure = measureFor(Math.abs(value));
        String number = Numbers.significant(value * measure.factor());
        return measure.symbol().isEmpty() ? number : number + " " + measure.symbol();
    }

    /**
     * A unit fit for a range of values.
     *
     * @param factor what a value is multiplied with before it is written
     * @param symbol what is written behind it, empty for plain numbers
     */
    record Measure(double factor, String symbol) {}
}
