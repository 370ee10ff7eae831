package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** CelebA's aligned images, in their archive or unpacked. */
sealed interface CelebaImages {
    String FOLDER = "img_align_celeba";
    String ARCHIVE = FOLDER + ".zip";

    /** What decides their content. */
    String origin() throws IOException;

    Opened open() throws IOException;

    /** The images, the archive before the folder; empty if there are none. */
    static Optional<CelebaImages> find(DataSource source) {
        Optional<Path> archive = source.find("celeba", ARCHIVE);
        if (archive.isPresent()) {
            return archive.map(Archive::new);
        }
        return Stream.of(
                        source.folder().resolve("celeba").resolve(FOLDER),
                        source.folder().resolve(FOLDER))
                .filter(Files::isDirectory)
                .findFirst()
                .map(Folder::new);
    }

    /** Images that can be read by name. */
    interface Opened extends Closeable {
        /** @param image a plain file name */
        byte[] read(String image) throws IOException;

        String where(String image);
    }

    record Archive(Path file) implements CelebaImages {
        private static final SafeZip.Limits LIMITS = new SafeZip.Limits(1_000_000, 1 << 22, 200);

        @Override
        public String origin() throws IOException {
            return ARCHIVE + " " + Checksums.sha256(file);
        }

        @Override
        public Opened open() throws IOException {
            SafeZip zip = SafeZip.open(file, LIMITS);
            String prefix =
                    zip.sortedNames().stream().anyMatch(name -> name.startsWith(FOLDER + "/")) ? FOLDER + "/" : "";
            return new Opened() {
                @Override
                public byte[] read(String image) throws IOException {
                    return zip.read(prefix + image);
                }

                @Override
                public String where(String image) {
                    return file + "!" + prefix + image;
                }

                @Override
                public void close() throws IOException {
                    zip.close();
                }
            };
        }
    }

    /** Its content is known by names and sizes only: to read 200,000 files takes minutes. */
    record Folder(Path folder) implements CelebaImages {
        private static final int MAX_BYTES = 1 << 22;

        @Override
        public String origin() throws IOException {
            MessageDigest digest = Checksums.digest("SHA-256");
            List<Path> files;
            try (Stream<Path> all = Files.list(folder)) {
                files = all.sorted().toList();
            }
            for (Path file : files) {
                String line = file.getFileName() + " " + Files.size(file) + "\n";
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            }
            return FOLDER + ", names and sizes " + HexFormat.of().formatHex(digest.digest());
        }

        @Override
        public Opened open() {
            return new Opened() {
                @Override
                public byte[] read(String image) throws IOException {
                    return Bounded.read(folder.resolve(image), MAX_BYTES);
                }

                @Override
                public String where(String image) {
                    return folder.resolve(image).toString();
                }

                @Override
                public void close() {}
            };
        }
    }
}
