package io.tifl.leaf;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data sets beside the checkout, which not every machine has. */
public final class SharedData {
    private SharedData() {}

    /** The folder of a data set; the test is skipped, aloud, where it is missing. */
    public static Path folder(String dataset) {
        return root(dataset).resolve(dataset);
    }

    /** The folder of all data sets, if it has this one; else the test is skipped, aloud. */
    public static Path root(String dataset) {
        String named = System.getenv("TIFL_SHARED_DATA");
        if (named != null && Files.isDirectory(Path.of(named, dataset))) {
            return Path.of(named);
        }
        for (Path place = Path.of("").toAbsolutePath(); place != null; place = place.getParent()) {
            Path data = place.resolve("shared").resolve("data");
            if (Files.isDirectory(data.resolve(dataset))) {
                return data;
            }
        }
        return abort("no shared/data/" + dataset + " above the working directory, and none at TIFL_SHARED_DATA");
    }
}
