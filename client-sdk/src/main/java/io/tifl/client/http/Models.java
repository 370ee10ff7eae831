package io.tifl.client.http;

import io.tifl.client.event.ClientEvent;
import io.tifl.client.event.ClientListener;
import io.tifl.client.pace.Pace;
import io.tifl.protocol.JobId;
import io.tifl.protocol.task.GlobalModel;
import io.tifl.protocol.wire.MalformedMessageException;
import io.tifl.protocol.wire.ModelReference;
import io.tifl.protocol.wire.WireFormat;
import io.tifl.protocol.wire.WireLimits;
import io.tifl.protocol.wire.WireMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The models orders refer to: the last one in memory, the last one of each job in a folder if there is one, all others from
 * the coordinator. Confined to one thread.
 */
final class Models {
    private final Session session;
    private final WireFormat format;
    private final int mostBytes;
    private final Pace pace;
    private final ClientListener listener;
    private final @Nullable ModelShelf shelf;
    private @Nullable JobId job;
    private @Nullable GlobalModel current;

    Models(Session session, WireLimits limits, Pace pace, ClientListener listener, Optional<Path> folder) {
        this.session = session;
        this.format = new WireFormat(limits);
        this.mostBytes = limits.maxMessageBytes();
        this.pace = pace;
        this.listener = listener;
        this.shelf = folder.map(ModelShelf::new).orElse(null);
    }

    /**
     * The model an order refers to.
     *
     * @throws IOException if it cannot be had, or is not the one referred to
     */
    GlobalModel get(JobId asked, ModelReference reference) throws IOException, InterruptedException {
        JobId job = asked.whole();
        GlobalModel last = current;
        if (last != null && job.equals(this.job) && last.version() == reference.version()) {
            return checked(last, reference);
        }
        // Two models at a time are more than a device may have room for.
        current = null;
        GlobalModel model = checked(model(job, reference.version()), reference);
        this.job = job;
        current = model;
        return model;
    }

    private static GlobalModel checked(GlobalModel model, ModelReference reference) throws IOException {
        if (!ModelReference.to(model).equals(reference)) {
            throw new IOException("the order starts from model version " + reference.version() + " with layout "
                    + Long.toHexString(reference.layoutFingerprint()) + ", the coordinator sent version "
                    + model.version() + " with layout "
                    + Long.toHexString(model.parameters().layout().fingerprint()));
        }
        return model;
    }

    private GlobalModel model(JobId job, long version) throws IOException, InterruptedException {
        if (shelf != null) {
            Optional<WireMessage> kept = shelf.find(job, version, format);
            if (kept.isPresent()) {
                listener.on(new ClientEvent.ModelFetched(job, version, 0));
                return model(kept.get());
            }
        }
        GlobalModel model;
        try (Landing landing = shelf == null ? new Landing.InMemory() : shelf.landing(job, version)) {
            model = downloaded(job, version, landing);
        }
        if (shelf != null) {
            shelf.keep(job, version);
        }
        return model;
    }

    private GlobalModel downloaded(JobId job, long version, Landing landing) throws IOException, InterruptedException {
        String path = "/v1/jobs/" + job + "/models/" + version;
        String tag = shelf == null ? "" : shelf.entityTag(job, version);
        Persistence persistence = new Persistence("fetch model " + job + "/" + version, pace, listener);
        ModelDownload download = new ModelDownload(session, path, format, mostBytes, landing, tag, persistence);
        download.run(newTag -> {
            if (shelf != null) {
                shelf.noteEntityTag(job, version, newTag);
            }
        });
        GlobalModel model = decoded(job, version, landing);
        listener.on(new ClientEvent.ModelFetched(job, version, download.travelled()));
        return model;
    }

    private GlobalModel decoded(JobId job, long version, Landing landing) throws IOException {
        try {
            GlobalModel model = model(landing.decode(format));
            if (model.version() != version) {
                landing.clear();
                throw new IOException("version " + version + " of the model of " + job
                        + " was asked for, the coordinator sent version " + model.version());
            }
            return model;
        } catch (MalformedMessageException e) {
            landing.clear();
            throw new IOException(
                    "version " + version + " of the model of " + job + " is damaged: " + e.getMessage(), e);
        }
    }

    private static GlobalModel model(WireMessage message) throws IOException {
        if (message instanceof WireMessage.Model(GlobalModel model)) {
            return model;
        }
        throw new IOException("a model was asked for, the coordinator sent another kind of message");
    }

    /** Forgets the model in memory. */
    void close() {
        current = null;
    }
}
