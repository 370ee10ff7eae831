package io.tifl.experiments.benchmark.serve;

import io.tifl.experiments.benchmark.spec.ServerChoice;
import io.tifl.protocol.Seed;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The contents of requests: numbers from 0 to 1, drawn from the seed and the request's number. There are so many different ones as
 * fit in 64 MB, 256 at most, and then they come again; each is made once. Thread-safe.
 */
final class RequestBodies {
    private static final long ROOM = 64_000_000;
    private static final int MOST_KINDS = 256;
    private static final String PLACE = "${features}";

    /** Makes bytes of features. */
    private interface Form {
        byte[] bytes(float[] features, int inputSize);
    }

    private final int inputSize;
    private final int tokens;
    private final int batch;
    private final Seed seed;
    private final Form form;
    private final AtomicReferenceArray<byte @Nullable []> made;

    private RequestBodies(int inputSize, int tokens, int batch, Seed seed, Form form) {
        this.inputSize = inputSize;
        this.tokens = tokens;
        this.batch = batch;
        this.seed = seed.child("requests");
        this.form = form;
        long bytes = Math.max(1, (long) Float.BYTES * inputSize * batch);
        this.made = new AtomicReferenceArray<>(Math.clamp(ROOM / bytes, 1, MOST_KINDS));
    }

    /**
     * In our servers' binary form.
     *
     * @param tokens how many there are, if features are tokens; 0 if they are numbers from 0 to 1
     */
    static RequestBodies binary(int inputSize, int tokens, int batch, Seed seed) {
        return new RequestBodies(inputSize, tokens, batch, seed, RequestBodies::littleEndian);
    }

    /** In the form of an endpoint: its text with the features in their place, or binary if there is no text. */
    static RequestBodies of(ServerChoice endpoint, int inputSize, int batch, Seed seed) {
        String text = endpoint.body();
        return text.isEmpty()
                ? binary(inputSize, 0, batch, seed)
                : new RequestBodies(
                        inputSize,
                        0,
                        batch,
                        seed,
                        (features, size) ->
                                text.replace(PLACE, list(features, size)).getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a text has a place for features, so that one must know how many there are. */
    static boolean needFeatures(ServerChoice endpoint) {
        return endpoint.body().isEmpty() || endpoint.body().contains(PLACE);
    }

    byte[] of(long number) {
        int kind = (int) (number % made.length());
        byte[] body = made.get(kind);
        if (body == null) {
            body = form.bytes(features(kind), inputSize);
            made.set(kind, body);
        }
        return body;
    }

    private float[] features(int kind) {
        RandomGenerator chance = seed.child(kind).generator();
        float[] features = new float[Math.multiplyExact(inputSize, batch)];
        for (int i = 0; i < features.length; i++) {
            features[i] = tokens == 0 ? chance.nextFloat() : chance.nextInt(tokens);
        }
        return features;
    }

    private static byte[] littleEndian(float[] features, int inputSize) {
        ByteBuffer bytes = ByteBuffer.allocate(features.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(features);
        return bytes.array();
    }

    private static String list(float[] features, int inputSize) {
        StringBuilder list = new StringBuilder("[");
        for (int i = 0; i < features.length; i += inputSize) {
            list.append(i == 0 ? "" : ",").append(Arrays.toString(Arrays.copyOfRange(features, i, i + inputSize)));
        }
        return list.append(']').toString();
    }
}
