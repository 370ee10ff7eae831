package io.tifl.experiments.export.model;

import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Reads and writes models in every {@link ModelFormat}. */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * What a file does not say itself.
     *
     * @param model what tifl calls the network; ONNX cannot be read without
     * @param input shape of one example, for a zip of Deeplearning4j that does not tell; else empty
     */
    public record Hints(Optional<ModelSpec> model, List<Integer> input) {
        public static final Hints NONE = new Hints(Optional.empty(), List.of());

        public Hints {
            input = List.copyOf(input);
        }
    }

    /**
     * Reads a model.
     *
     * @throws IOException if the file is missing, damaged, of an unknown network, or holds numbers that are not finite; the
     *     message names file, tensor and what was expected
     * @throws IllegalArgumentException if a hint is missing or wrong
     */
    public static PortableModel read(Path file, Hints hints) throws IOException {
        ModelFormat format = ModelFormat.in(file);
        PortableModel model = switch (format) {
            case TIFL -> TiflFile.read(file);
            case DL4J -> Dl4jFile.read(file, inputShape(hints));
            case KERAS -> KerasReader.read(file);
            case ONNX -> OnnxFile.read(file, required(file, hints));
            case RAW -> RawFile.read(file, required(file, hints));
        };
        model.requireFinite(file.toString());
        boolean renamed = hints.model().isPresent() && !hints.model().equals(model.spec());
        return renamed ? model.as(hints.model().get(), file.toString()) : model;
    }

    private static List<Integer> inputShape(Hints hints) {
        return hints.input().isEmpty() && hints.model().isPresent()
                ? PortableModel.blueprint(hints.model().get()).inputShape()
                : hints.input();
    }

    private static ModelSpec required(Path file, Hints hints) {
        return hints.model()
                .orElseThrow(() -> new IllegalArgumentException(
                        file + " is read into a network of tifl's: name it with --model (and --set NAME=VALUE)"));
    }

    /**
     * Writes a model, reads the file again and compares the outputs of both. The file is there whole and checked, or not at
     * all.
     *
     * @throws IOException if it cannot be written, or what was written does not compute the same
     * @throws IllegalArgumentException if the format has no form for the network, naming the layer
     */
    public static Agreement write(PortableModel model, Path file, ModelFormat format) throws IOException {
        model.requireFinite(file.toString());
        Path folder = Files.createDirectories(
                Objects.requireNonNull(file.toAbsolutePath().getParent(), "a root folder is no file"));
        Path part = Files.createTempFile(folder, ".tifl-", suffix(format));
        try {
            if (format == ModelFormat.KERAS) {
                KerasWriter.write(model, part);
            } else {
                Files.write(part, bytes(model, format));
            }
            Agreement agreement =
                    check(model, part, format).require("what was written as " + format + " computes otherwise");
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return agreement;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static String suffix(ModelFormat format) {
        return format == ModelFormat.ONNX ? ".part.onnx" : ".part";
    }

    private static byte[] bytes(PortableModel model, ModelFormat format) throws IOException {
        return switch (format) {
            case TIFL -> TiflFile.bytes(model);
            case DL4J -> Dl4jFile.bytes(model);
            case ONNX -> OnnxFile.bytes(model);
            case KERAS, RAW ->
                throw new IllegalArgumentException("no bytes of the format " + format + " are made in memory");
        };
    }

    private static Agreement check(PortableModel model, Path file, ModelFormat format) throws IOException {
        if (format == ModelFormat.ONNX) {
            return OnnxFile.agreement(file, model);
        }
        Hints hints = new Hints(Optional.empty(), model.blueprint().inputShape());
        return Agreement.between(model, read(file, hints));
    }
}
