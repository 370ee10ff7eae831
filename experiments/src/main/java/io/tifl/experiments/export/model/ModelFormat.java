package io.tifl.experiments.export.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** The kinds of file a model can lie in. */
public enum ModelFormat {
    /** A message of the wire format (kind 1), as a coordinator serves it. */
    TIFL(List.of(".tifl"), "5449464c"),
    /** What Deeplearning4j's {@code ModelSerializer} writes. */
    DL4J(List.of(".zip"), "504b0304"),
    /** Keras' HDF5 file of a whole model. */
    KERAS(List.of(".h5", ".hdf5"), "894844460d0a1a0a"),
    /** Open Neural Network Exchange. */
    ONNX(List.of(".onnx"), ""),
    /** The bare values of a replay's checkpoint ({@code runs/RUN/model-ROUND.bin}); it is read only. */
    RAW(List.of(".bin"), "");

    private static final int LONGEST_MAGIC = 8;

    @SuppressWarnings("ImmutableEnumChecker") // List.of gives one that cannot be changed
    private final List<String> suffixes;

    @SuppressWarnings("ImmutableEnumChecker") // it is written by nobody
    private final byte[] magic;

    ModelFormat(List<String> suffixes, String magic) {
        this.suffixes = suffixes;
        this.magic = HexFormat.of().parseHex(magic);
    }

    /**
     * The format a file's name asks for.
     *
     * @throws IllegalArgumentException if its ending is none of them
     */
    public static ModelFormat of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(format -> format != RAW && format.suffixes.stream().anyMatch(name::endsWith))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        file + ": expected a name that ends with .tifl, .zip, .h5, .hdf5 or .onnx"));
    }

    /**
     * The format a file is in, by its first bytes; those of ONNX and of checkpoints have none of their own and are known by their names.
     *
     * @throws IOException if there is no such file, or it is in none of the formats
     */
    static ModelFormat in(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        byte[] first = firstBytes(file);
        for (ModelFormat format : List.of(TIFL, DL4J, KERAS)) {
            if (Arrays.equals(
                    format.magic, 0, format.magic.length, first, 0, Math.min(first.length, format.magic.length))) {
                return format;
            }
        }
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        for (ModelFormat format : List.of(ONNX, RAW)) {
            if (format.suffixes.stream().anyMatch(name::endsWith)) {
                return format;
            }
        }
        throw new IOException(
                file + " is no model: expected a message of tifl, a zip of Deeplearning4j, HDF5 of Keras, or"
                        + " a name that ends with .onnx or .bin; it begins with the bytes "
                        + HexFormat.of().formatHex(first));
    }

    private static byte[] firstBytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LONGEST_MAGIC);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
