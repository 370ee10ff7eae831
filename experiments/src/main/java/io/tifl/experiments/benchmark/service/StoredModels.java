package io.tifl.experiments.benchmark.service;

import io.tifl.coordinator.store.Store;
import io.tifl.coordinator.store.StoredModel;
import io.tifl.experiments.benchmark.lead.TrainedModels;
import io.tifl.experiments.benchmark.spec.ModelChoice;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The models that the coordinator's jobs trained. */
record StoredModels(Store store) implements TrainedModels {
    private static final WireFormat FORMAT =
            new WireFormat(WireLimits.defaults().withMaxMessageBytes(Integer.MAX_VALUE - 8));

    @Override
    public GlobalModel get(ModelChoice.Trained choice) throws IOException {
        Optional<StoredModel> stored = choice.version().isPresent()
                ? store.models().get(choice.job(), choice.version().getAsLong())
                : store.models().latest(choice.job());
        StoredModel model = stored.orElseThrow(
                () -> new IllegalArgumentException("there is no model '" + choice.label() + "' of a job here"));
        try (InputStream content = model.open(0)) {
            if (FORMAT.decode(content.readAllBytes()) instanceof WireMessage.Model(GlobalModel read)) {
                return read;
            }
            throw new IOException("what is kept as the model '" + choice.label() + "' is something else");
        } catch (MalformedMessageException e) {
            throw new IOException("the model '" + choice.label() + "' is damaged: " + e.getMessage(), e);
        }
    }
}
