package io.tifl.leaf.raw;

import io.tifl.leaf.DataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Files nobody may or can download for the user. */
record ByHand(String dataset, List<String> steps) {
    /** @throws IOException with the steps to take, if the file is not there */
    Path file(DataSource source, String name) throws IOException {
        return source.find(dataset, name)
                .orElseThrow(() -> new IOException("no " + name + " in "
                        + source.folder().resolve(dataset) + " or " + source.folder() + "; it takes steps by hand: "
                        + String.join("; ", steps)));
    }
}
