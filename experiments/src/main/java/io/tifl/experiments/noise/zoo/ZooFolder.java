package io.tifl.experiments.noise.zoo;

import io.tifl.client.DivergedException;
import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.experiments.report.AtomicFile;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trained networks on disk, so that each is trained once: {@code NAME-seed-S.weights}, little-endian floats in the order of the layout, and
 * {@code NAME-seed-S.json}, which says what they come from and is written last. Whatever interrupts it leaves whole networks or none.
 */
public final class ZooFolder {
    private final Path folder;
    private final LearnerFactory engine;
    private final Consumer<String> progress;

    /**
     * @param folder is made when the first network is kept
     * @param progress takes lines for people: what is trained, and which files are damaged or foreign
     */
    public ZooFolder(Path folder, LearnerFactory engine, Consumer<String> progress) {
        this.folder = folder;
        this.engine = engine;
        this.progress = progress;
    }

    /**
     * The network that is kept, or a newly trained one.
     *
     * @param seed of its training
     * @throws DivergedException if it does not learn
     */
    public TrainedModel get(ZooEntry entry, long seed, ZooData.Split data)
            throws IOException, DivergedException, InterruptedException {
        Optional<TrainedModel> kept = kept(entry, seed, data.sha256());
        if (kept.isPresent()) {
            return kept.get();
        }
        progress.accept(entry.name() + ", seed " + seed + ": training on "
                + data.train().size() + " examples of " + entry.dataset());
        TrainedModel trained = new Training(engine).train(entry, seed, data);
        keep(trained, data.sha256());
        progress.accept(String.format(
                Locale.ROOT,
                "%s, seed %d: accuracy %.3f after %.0f s",
                entry.name(),
                seed,
                trained.accuracy(),
                trained.seconds()));
        return trained;
    }

    private Path card(ZooEntry entry, long seed) {
        return folder.resolve(entry.name() + "-seed-" + seed + ".json");
    }

    private Path weights(ZooEntry entry, long seed) {
        return folder.resolve(entry.name() + "-seed-" + seed + ".weights");
    }

    private Optional<TrainedModel> kept(ZooEntry entry, long seed, String data) throws IOException {
        Path file = card(entry, seed);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            ModelCard card = ModelCard.read(Files.readAllBytes(file));
            ModelCard.Origin wanted = ModelCard.Origin.of(entry, seed, data);
            if (!card.origin().equals(wanted)) {
                progress.accept(
                        file + " is of another origin and is replaced: expected " + wanted + ", got " + card.origin());
                return Optional.empty();
            }
            Parameters parameters = read(entry, seed, card.weights());
            return Optional.of(new TrainedModel(entry, seed, parameters, card.accuracy(), card.loss(), card.seconds()));
        } catch (IllegalArgumentException e) {
            progress.accept(file + " is damaged and is replaced: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Parameters read(ZooEntry entry, long seed, String sha256) throws IOException {
        Path file = weights(entry, seed);
        if (!Files.exists(file)) {
            throw new IllegalArgumentException("there is no " + file.getFileName());
        }
        Layout layout = layout(entry);
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != (long) layout.size() * Float.BYTES) {
            throw new IllegalArgumentException("expected " + (long) layout.size() * Float.BYTES + " bytes in "
                    + file.getFileName() + ", got " + bytes.length);
        }
        float[] values = new float[layout.size()];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        Parameters parameters = Parameters.owning(layout, values);
        if (!parameters.sha256().equals(sha256)) {
            throw new IllegalArgumentException(
                    "expected weights with the checksum " + sha256 + ", got " + parameters.sha256());
        }
        return parameters;
    }

    private Layout layout(ZooEntry entry) {
        try (Learner learner = engine.open(entry.model())) {
            return learner.layout();
        }
    }

    private void keep(TrainedModel model, String data) throws IOException {
        float[] values = model.parameters().toArray();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.deleteIfExists(card(model.entry(), model.seed()));
        AtomicFile.write(weights(model.entry(), model.seed()), bytes.array());
        AtomicFile.write(
                card(model.entry(), model.seed()), ModelCard.of(model, data).json());
    }
}
