package io.tifl.experiments.advi.study;

import io.tifl.leaf.Pool;
import java.io.IOException;

/** Where a part gets grey images of digits from when it runs. */
@FunctionalInterface
public interface DigitSource {
    /** @throws IOException if files are missing or broken */
    Pool load() throws IOException;
}
