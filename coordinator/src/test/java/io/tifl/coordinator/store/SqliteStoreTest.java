package io.tifl.coordinator.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The contract on SQLite and a folder of blobs. */
final class SqliteStoreTest extends StoreContract {
    @TempDir
    private Path folder;

    @Override
    StoreSettings settings() {
        return StoreSettings.in(folder.resolve("data"));
    }
}
