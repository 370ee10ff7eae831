package io.tifl.leaf.raw;

import io.tifl.leaf.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Months of comments as Pushshift names them: {@code RC_2017-12}, and endings. */
final class RedditFiles {
    private static final Pattern READABLE = Pattern.compile("RC_\\d{4}-\\d{2}(\\.jsonl?)?(\\.gz)?");
    private static final Map<String, String> UNPACKERS =
            Map.of("bz2", "bunzip2 -k ", "xz", "unxz -k ", "zst", "zstd -d --long=31 ");

    private RedditFiles() {}

    /** The months there are, sorted; packed ones only where they are not there unpacked. */
    static List<Path> find(DataSource source, ByHand byHand) throws IOException {
        for (Path folder : List.of(source.folder().resolve("reddit"), source.folder())) {
            List<Path> files = list(folder);
            List<Path> readable = files.stream()
                    .filter(file -> READABLE.matcher(name(file)).matches())
                    .filter(file -> !name(file).endsWith(".gz") || !files.contains(unpacked(file)))
                    .toList();
            if (!readable.isEmpty()) {
                return readable;
            }
            requireUnpacked(files);
        }
        return List.of(byHand.file(source, "RC_2017-12"));
    }

    private static List<Path> list(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name(file).startsWith("RC_") && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private static void requireUnpacked(List<Path> files) throws IOException {
        for (Path file : files) {
            String ending = name(file).substring(name(file).lastIndexOf('.') + 1);
            String unpacker = UNPACKERS.get(ending);
            if (unpacker != null) {
                throw new IOException(
                        file + " is packed in a way that is not read here; unpack it first: " + unpacker + file);
            }
        }
    }

    private static Path unpacked(Path file) {
        return file.resolveSibling(name(file).substring(0, name(file).length() - ".gz".length()));
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
