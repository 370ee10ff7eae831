package io.tifl.leaf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where the files of data sets come from: a folder the user has, or the publisher by way of a folder that keeps them. */
public sealed interface DataSource {
    /** A folder that holds {@code DIR/<data set>/<files>} or {@code DIR/<files>}; nothing is downloaded or written. */
    record Local(Path folder) implements DataSource {
        @Override
        public Path file(RemoteFile wanted) throws IOException {
            Path kept = find(wanted.folder(), wanted.name()).orElseThrow(() -> missing(wanted));
            if (!wanted.isVerified()) {
                FirstUse.check(kept);
            }
            return kept;
        }

        private IOException missing(RemoteFile wanted) {
            if (!Files.isDirectory(folder)) {
                return new IOException("no data folder " + folder + "; expected a folder with " + wanted.folder() + "/"
                        + wanted.name() + ", which can be had from "
                        + wanted.mirrors().getFirst());
            }
            return new IOException("no " + wanted.name() + " in " + folder.resolve(wanted.folder()) + " or " + folder
                    + "; get it from " + wanted.mirrors().getFirst()
                    + ", or name no data folder and it is downloaded");
        }
    }

    /** A folder that keeps {@code DIR/<data set>/<files>}; what is missing is downloaded to it first. */
    record Downloading(Path folder, Download download) implements DataSource {
        @Override
        public Path file(RemoteFile wanted) throws IOException {
            Optional<Path> kept = find(wanted.folder(), wanted.name());
            if (kept.isEmpty()) {
                return download.fetch(wanted, folder.resolve(wanted.folder()));
            }
            if (!wanted.isVerified()) {
                FirstUse.checkOrKeep(kept.get());
            }
            return kept.get();
        }
    }

    Path folder();

    /**
     * A file on this machine, as published or unpacked (without its {@code .gz}).
     *
     * @throws IOException saying what is missing and how to get it
     */
    Path file(RemoteFile wanted) throws IOException;

    /** A file in the folder of a data set, or in the data folder itself, if it is already there. */
    default Optional<Path> find(String dataset, String name) {
        String unpacked = name.endsWith(".gz") ? name.substring(0, name.length() - ".gz".length()) : name;
        return Stream.of(folder().resolve(dataset), folder())
                .flatMap(place -> Stream.of(place.resolve(name), place.resolve(unpacked)))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
