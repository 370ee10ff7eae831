package io.tifl.experiments.advi.federated;

import io.tifl.experiments.advi.model.Space;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.JobId;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.task.ModelSpec;
import io.tifl.protocol.task.Report;
import io.tifl.protocol.task.TaskId;
import io.tifl.protocol.task.TaskOrder;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Points at which clients are asked, as orders.
 *
 * <p>The points themselves travel, in the settings: parameters of a model are floats, which doubles do not fit in, and a client that made
 * the points itself from the approximation and a seed would have to run the very same program. So an order needs no model to be fetched,
 * and what a client answers is a function of what stands in it. Settings hold 16 KiB at most, so the bytes are cut in pieces.
 */
final class ShardOrders {
    /** The job that all orders are parts of. */
    static final JobId WHOLE = new JobId("posteriors");

    /** For orders that have none to send. */
    static final GlobalModel NO_MODEL = new GlobalModel(ModelSpec.of("none"), 0, Parameters.zeros(Layout.flat(1)));

    private static final String MODEL = "model";
    private static final String OF_MODEL = "model.";
    private static final String POINTS = "points";
    private static final String PIECE = "points.";
    private static final int PIECE_BYTES = 9000;
    /** Less than a setting of each would need. */
    private static final int MOST_PIECES = 900;

    /** Numbers of all points together that one order can bring. */
    static final int MOST_NUMBERS = MOST_PIECES * PIECE_BYTES / Double.BYTES;

    private ShardOrders() {}

    /** A shard model by its name, with settings. */
    record Asked(String model, Settings settings) {}

    /** What a client is to be asked. */
    static Settings settings(Asked asked, double[][] points) {
        Map<String, String> settings = new TreeMap<>();
        settings.put(MODEL, asked.model());
        asked.settings().values().forEach((name, value) -> settings.put(OF_MODEL + name, value));
        settings.put(POINTS, Integer.toString(points.length));
        byte[] bytes = bytes(points);
        for (int i = 0; i * PIECE_BYTES < bytes.length; i++) {
            byte[] piece = Arrays.copyOfRange(bytes, i * PIECE_BYTES, Math.min(bytes.length, (i + 1) * PIECE_BYTES));
            settings.put(PIECE + i, Base64.getEncoder().encodeToString(piece));
        }
        return Settings.of(settings);
    }

    private static byte[] bytes(double[][] points) {
        int numbers = Arrays.stream(points).mapToInt(point -> point.length).sum();
        if (numbers > MOST_NUMBERS) {
            throw new IllegalArgumentException(
                    "an order brings at most " + MOST_NUMBERS + " numbers of points, got " + numbers);
        }
        ByteBuffer bytes = ByteBuffer.allocate(numbers * Double.BYTES);
        for (double[] point : points) {
            for (double number : point) {
                bytes.putDouble(number);
            }
        }
        return bytes.array();
    }

    /** The model that settings ask for. */
    static Asked asked(Settings settings) {
        Map<String, String> own = new TreeMap<>();
        settings.values().forEach((name, value) -> {
            if (name.startsWith(OF_MODEL)) {
                own.put(name.substring(OF_MODEL.length()), value);
            }
        });
        return new Asked(settings.text(MODEL), Settings.of(own));
    }

    /**
     * The points that settings bring.
     *
     * @throws IllegalArgumentException if they are none, not of the space, or not finite
     */
    static double[][] points(Settings settings, Space space) {
        int count = settings.integer(POINTS, 0);
        long numbers = (long) count * space.size();
        if (count < 1 || numbers > MOST_NUMBERS) {
            throw new IllegalArgumentException("expected 1 or more points of " + space.size() + " numbers, at most "
                    + MOST_NUMBERS + " in all, got " + count + " points");
        }
        ByteBuffer bytes = ByteBuffer.wrap(joined(settings, (int) numbers * Double.BYTES));
        double[][] points = new double[count][space.size()];
        for (double[] point : points) {
            for (int i = 0; i < point.length; i++) {
                point[i] = finite(bytes.getDouble());
            }
        }
        return points;
    }

    private static double finite(double number) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("the numbers of points must be finite, got " + number);
        }
        return number;
    }

    private static byte[] joined(Settings settings, int expected) {
        ByteBuffer all = ByteBuffer.allocate(expected);
        int pieces = Math.ceilDiv(expected, PIECE_BYTES);
        for (int i = 0; i < pieces; i++) {
            byte[] piece = Base64.getDecoder().decode(settings.text(PIECE + i));
            if (piece.length > all.remaining()) {
                throw new IllegalArgumentException("more numbers than the points have");
            }
            all.put(piece);
        }
        if (all.hasRemaining()) {
            throw new IllegalArgumentException(
                    "expected " + expected + " bytes of points, got " + (expected - all.remaining()));
        }
        return all.array();
    }

    static TaskOrder order(JobId job, long round, ClientId client, Settings settings, Duration deadline) {
        return new TaskOrder(
                new TaskId(job, round, client),
                ShardTask.NAME,
                settings,
                NO_MODEL.withoutParameters(),
                Report.CODEC,
                0,
                deadline);
    }
}
