package io.tifl.experiments.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.StringJoiner;
import java.util.stream.Stream;

/** Room where results, temporary files and unpacked native libraries go. */
final class Disks {
    private static final long LITTLE = 2 * Bytes.GIB;

    /** Below this a coordinator says that it is not well. */
    private static final long TOO_LITTLE = 64 * Bytes.MIB;

    private Disks() {}

    static SequencedSet<Path> places(Surroundings here) {
        SequencedSet<Path> places = new LinkedHashSet<>();
        places.add(Path.of("").toAbsolutePath());
        places.add(Path.of(here.property("java.io.tmpdir")));
        places.add(Path.of(here.property("user.home")));
        return places;
    }

    static Finding look(SequencedSet<Path> places) throws IOException {
        StringJoiner found = new StringJoiner("; ");
        long least = Long.MAX_VALUE;
        Path tightest = places.getFirst();
        for (Path place : places) {
            Path there = existing(place);
            if (!Files.isWritable(there)) {
                return Finding.problem(
                        "disk",
                        there + " cannot be written",
                        "run tifl from a folder of your own; set TMPDIR and HOME");
            }
            long room = Files.getFileStore(there).getUsableSpace();
            found.add(Bytes.of(room) + " free in " + there);
            if (room < least) {
                least = room;
                tightest = there;
            }
        }
        if (least < TOO_LITTLE) {
            return Finding.problem("disk", found.toString(), "make room in " + tightest);
        }
        return least < LITTLE
                ? Finding.note(
                        "disk",
                        found.toString(),
                        "native libraries and data sets take up to 2 GiB; make room in " + tightest)
                : Finding.ok("disk", found.toString());
    }

    /** The folder itself, or the next one above that is there. */
    private static Path existing(Path place) {
        return Stream.iterate(place.toAbsolutePath(), Objects::nonNull, Path::getParent)
                .filter(Files::isDirectory)
                .findFirst()
                .orElse(place);
    }
}
