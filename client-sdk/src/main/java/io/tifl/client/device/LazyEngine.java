package io.tifl.client.device;

import io.tifl.client.Learner;
import io.tifl.client.LearnerFactory;
import io.tifl.protocol.plugin.Catalog;
import io.tifl.protocol.task.ModelSpec;
import org.jspecify.annotations.Nullable;

/** An engine that is looked up when the first task wants a learner: a device whose tasks train nothing needs none. */
final class LazyEngine implements LearnerFactory {
    private final String name;
    private @Nullable LearnerFactory engine;

    LazyEngine(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Learner open(ModelSpec spec) {
        return engine().open(spec);
    }

    private synchronized LearnerFactory engine() {
        LearnerFactory found = engine;
        if (found == null) {
            found = Catalog.load("engine", LearnerFactory.class).get(name);
            engine = found;
        }
        return found;
    }
}
