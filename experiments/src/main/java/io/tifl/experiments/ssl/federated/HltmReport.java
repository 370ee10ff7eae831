package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.hltm.ConnectionStatistics;
import io.tifl.experiments.ssl.hltm.HltmTrainer.Judgement;
import io.tifl.experiments.ssl.hltm.TreeStatistics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a client saw of a network: sums over its samples that add up exactly over clients, in any order.
 *
 * @param units sums of {@link TreeStatistics}
 * @param connections sums of {@link ConnectionStatistics}
 */
record HltmReport(HltmModel.Size size, FixedPointSums units, FixedPointSums connections) {
    /** Samples that are summed up in doubles, in their order, before they are added exactly. */
    static final int CHUNK = 128;

    private static final int MAGIC = 0x484c544d;
    private static final double ROUNDING = 1e-6;

    static HltmReport none(HltmModel.Size size) {
        return new HltmReport(
                size,
                new FixedPointSums(new TreeStatistics(size.shape(), size.width()).sums().length),
                new FixedPointSums(new ConnectionStatistics(size.shape(), size.width()).sums().length));
    }

    /** Bytes of a report on a network of this size. */
    static long bytes(HltmModel.Size size) {
        double latents = size.shape().latents();
        double bottom = size.shape().count(size.shape().depth() - 1);
        double inputs = size.shape().children() * (bottom + (latents - bottom) * size.width());
        double sums = latents * (5 + 5.0 * size.width()) + 2 * (1 + inputs * size.width() * size.width());
        return (long) (FixedPointSums.BYTES * sums) + 4 * Integer.BYTES;
    }

    /** Adds what a chunk of samples says. */
    HltmReport add(Judgement chunk) {
        units.add(chunk.units().sums());
        connections.add(chunk.connections().sums());
        return this;
    }

    /** Adds another's sums. */
    HltmReport merge(HltmReport other) {
        if (!other.size.equals(size)) {
            throw new IllegalArgumentException("expected a report on " + size + ", got one on " + other.size);
        }
        units.merge(other.units);
        connections.merge(other.connections);
        return this;
    }

    /** The statistics of all samples, from sums that are rounded once. */
    Judgement judgement() {
        return new Judgement(
                TreeStatistics.of(size.shape(), size.width(), units.values()),
                ConnectionStatistics.of(size.shape(), size.width(), connections.values()));
    }

    byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeInt(size.shape().depth());
            out.writeInt(size.shape().children());
            out.writeInt(size.width());
            units.write(out);
            connections.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a client's report.
     *
     * @param samples that it was asked for
     * @throws IllegalArgumentException if it is none on a network of this size, or cannot be true
     */
    static HltmReport read(byte[] bytes, HltmModel.Size size, long samples) {
        HltmReport none = none(size);
        if (bytes.length != bytes(size)) {
            throw new IllegalArgumentException("expected a report of " + bytes(size) + " bytes, got " + bytes.length);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != MAGIC
                    || in.readInt() != size.shape().depth()
                    || in.readInt() != size.shape().children()
                    || in.readInt() != size.width()) {
                throw new IllegalArgumentException("it is no report on a network of " + size);
            }
            HltmReport report = new HltmReport(
                    size, FixedPointSums.read(in, none.units.size()), FixedPointSums.read(in, none.connections.size()));
            report.requirePossible(samples);
            return report;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void requirePossible(long samples) {
        double[] connectionSums = connections.values();
        double roots = connectionSums[0] + connectionSums[connectionSums.length / 2];
        TreeStatistics statistics = TreeStatistics.of(size.shape(), size.width(), units.values());
        if (statistics.samples() != samples || roots != samples) {
            throw new IllegalArgumentException("expected " + samples + " samples, got " + statistics.samples()
                    + " for units and " + roots + " for connections");
        }
        for (int latent = 0; latent < size.shape().latents(); latent++) {
            requireShare(statistics.ceiling(latent), "ceiling", latent);
            for (int unit = 0; unit < size.width(); unit++) {
                requireShare(statistics.correlation(latent, unit), "correlation", latent);
            }
        }
    }

    private static void requireShare(double correlation, String what, int latent) {
        if (!(Math.abs(correlation) <= 1 + ROUNDING)) {
            throw new IllegalArgumentException(
                    "a " + what + " of latent " + latent + " is " + correlation + ", which none can be");
        }
    }
}
