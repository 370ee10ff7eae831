package io.tifl.experiments.benchmark.result;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.zip.DataFormatException;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;

/**
 * How long something took, many times: a histogram with three significant digits, 1 µs to a day. Histograms of several followers add
 * up bucket by bucket, so that percentiles of the union are exact to a bucket; averages of percentiles would not be. Immutable and
 * thread-safe.
 */
public final class Latencies {
    private static final long HIGHEST = Duration.ofDays(1).toNanos() / 1000;
    private static final int DIGITS = 3;
    private static final int LARGEST_TEXT = 1 << 20;
    private static final double MICROS_PER_SECOND = 1e6;

    private final Histogram micros;

    private Latencies(Histogram micros) {
        this.micros = micros;
    }

    /** An empty histogram to record microseconds in, which {@link #of} takes; confined to one thread. */
    public static Histogram recorder() {
        Histogram histogram = new Histogram(HIGHEST, DIGITS);
        histogram.setAutoResize(false);
        return histogram;
    }

    /** As {@link #recorder}, but thread-safe, and without locks. */
    public static Histogram sharedRecorder() {
        return new AtomicHistogram(HIGHEST, DIGITS);
    }

    /** Records a time; what lies beyond the range counts as its end. */
    public static void record(Histogram recorder, long nanos) {
        recorder.recordValue(Math.clamp(Math.ceilDiv(nanos, 1000), 0, HIGHEST));
    }

    /** What was recorded so far. */
    public static Latencies of(Histogram recorder) {
        Histogram copy = recorder();
        copy.add(recorder);
        return new Latencies(copy);
    }

    public static Latencies none() {
        return new Latencies(recorder());
    }

    /** All of several histograms. */
    public static Latencies merged(Collection<Latencies> all) {
        Histogram sum = recorder();
        all.forEach(one -> sum.add(one.micros));
        return new Latencies(sum);
    }

    /** How many times were recorded. */
    public long count() {
        return micros.getTotalCount();
    }

    /** Mean in seconds; 0 for none. */
    public double mean() {
        return count() == 0 ? 0 : micros.getMean() / MICROS_PER_SECOND;
    }

    /** Standard deviation in seconds; 0 for none. */
    public double deviation() {
        return count() == 0 ? 0 : micros.getStdDeviation() / MICROS_PER_SECOND;
    }

    /**
     * The time in seconds that so many per cent did not exceed, to a bucket; 0 for none.
     *
     * @param percentile 0 to 100
     */
    public double percentile(double percentile) {
        return count() == 0 ? 0 : micros.getValueAtPercentile(percentile) / MICROS_PER_SECOND;
    }

    /** The longest, in seconds. */
    public double longest() {
        return micros.getMaxValue() / MICROS_PER_SECOND;
    }

    /** How many took at most so long, to a bucket. */
    public long within(Duration limit) {
        long most = Math.clamp(limit.toNanos() / 1000, 0, HIGHEST);
        return count() == 0 ? 0 : micros.getCountBetweenValues(0, most);
    }

    /** HdrHistogram's compressed form, in base 64. */
    @JsonValue
    public String encoded() {
        ByteBuffer buffer = ByteBuffer.allocate(micros.getNeededByteBufferCapacity());
        int length = micros.encodeIntoCompressedByteBuffer(buffer);
        return Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length));
    }

    /**
     * Reads what {@link #encoded} wrote.
     *
     * @throws IllegalArgumentException if it is damaged, or of another range
     */
    @JsonCreator
    public static Latencies decoded(String text) {
        if (text.length() > LARGEST_TEXT) {
            throw new IllegalArgumentException(
                    "a histogram has at most " + LARGEST_TEXT + " characters, got " + text.length());
        }
        try {
            Histogram read = Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
            Histogram sum = recorder();
            sum.add(read);
            return new Latencies(sum);
        } catch (DataFormatException | RuntimeException e) {
            throw new IllegalArgumentException("no histogram of latencies: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Latencies that && micros.equals(that.micros);
    }

    @Override
    public int hashCode() {
        return micros.hashCode();
    }

    @Override
    public String toString() {
        return count() + " latencies, median " + percentile(50) + " s";
    }
}
