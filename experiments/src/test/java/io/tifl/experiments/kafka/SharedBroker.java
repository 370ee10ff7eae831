package io.tifl.experiments.kafka;

import io.tifl.broker.KafkaBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/** One broker for all test classes that a JVM runs: each takes seconds to start. It is up when a class begins. */
final class SharedBroker implements BeforeAllCallback {
    private @Nullable KafkaBroker broker;

    /** A broker that ends with the tests. */
    private record Running(KafkaBroker broker, Path folder) implements AutoCloseable {
        static Running start(Class<Running> what) {
            try {
                Path folder = Files.createTempDirectory("tifl-broker");
                return new Running(KafkaBroker.start(folder, 0), folder);
            } catch (IOException e) {
                throw new IllegalStateException(what + " cannot be started", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            broker.close();
            List<Path> files;
            try (Stream<Path> all = Files.walk(folder)) {
                files = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Running running = context.getRoot()
                .getStore(Namespace.create(SharedBroker.class))
                .computeIfAbsent(Running.class, Running::start, Running.class);
        if (!running.broker().isAlive()) {
            running.broker().restart();
        }
        broker = running.broker();
    }

    KafkaBroker get() {
        return Objects.requireNonNull(broker, "asked for before the tests began");
    }
}
