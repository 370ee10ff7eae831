package io.tifl.leaf.raw;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.DataSource;
import io.tifl.leaf.RemoteFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The two tables of Sent140, in their archive or unpacked. */
sealed interface TweetFiles {
    String TRAINING = "training.1600000.processed.noemoticon.csv";
    String TEST = "testdata.manual.2009-06-14.csv";

    List<String> origin() throws IOException;

    /** Opens both; closed together. */
    Opened open() throws IOException;

    /** The tables if both are there, under their published names or LEAF's, else the archive. */
    static TweetFiles find(DataSource source) throws IOException {
        Optional<TweetFiles> published = unpacked(source, TRAINING, TEST);
        if (published.isPresent()) {
            return published.get();
        }
        Optional<TweetFiles> renamed = unpacked(source, "training.csv", "test.csv");
        if (renamed.isPresent()) {
            return renamed.get();
        }
        return new Archive(source.file(RemoteFile.unverified(
                "sent140",
                "trainingandtestdata.zip",
                List.of(
                        URI.create("https://cs.stanford.edu/people/alecmgo/trainingandtestdata.zip"),
                        URI.create("http://cs.stanford.edu/people/alecmgo/trainingandtestdata.zip")))));
    }

    private static Optional<TweetFiles> unpacked(DataSource source, String training, String test) {
        return source.find("sent140", training)
                .flatMap(first -> source.find("sent140", test).map(second -> new Unpacked(first, second)));
    }

    /** Both tables. */
    interface Opened extends Closeable {
        Csv training() throws IOException;

        Csv test() throws IOException;
    }

    record Archive(Path file) implements TweetFiles {
        private static final SafeZip.Limits LIMITS = new SafeZip.Limits(100, 1L << 30, 200);

        @Override
        public List<String> origin() throws IOException {
            return List.of("trainingandtestdata.zip " + Checksums.sha256(file));
        }

        @Override
        public Opened open() throws IOException {
            SafeZip zip = SafeZip.open(file, LIMITS);
            return new Opened() {
                @Override
                public Csv training() throws IOException {
                    return new Csv(file + "!" + TRAINING, zip.open(TRAINING));
                }

                @Override
                public Csv test() throws IOException {
                    return new Csv(file + "!" + TEST, zip.open(TEST));
                }

                @Override
                public void close() throws IOException {
                    zip.close();
                }
            };
        }
    }

    record Unpacked(Path trainingFile, Path testFile) implements TweetFiles {
        @Override
        public List<String> origin() throws IOException {
            return List.of("training " + Checksums.sha256(trainingFile), "test " + Checksums.sha256(testFile));
        }

        @Override
        public Opened open() {
            return new Opened() {
                @Override
                public Csv training() throws IOException {
                    return new Csv(trainingFile.toString(), Files.newInputStream(trainingFile));
                }

                @Override
                public Csv test() throws IOException {
                    InputStream in = Files.newInputStream(testFile);
                    return new Csv(testFile.toString(), in);
                }

                @Override
                public void close() {}
            };
        }
    }
}
