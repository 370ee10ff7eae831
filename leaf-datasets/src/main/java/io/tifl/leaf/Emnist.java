package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * EMNIST: the handwritten characters of NIST's Special Database 19 in MNIST's format (Cohen et al., IJCNN 2017), without their
 * writers. Setting: {@code split} (balanced), an {@link EmnistSplit}.
 *
 * <p>Read from files that a person unpacked from the publisher's one archive of all splits. The published images lie on their
 * side; here they are upright. Letters are labelled from 1 there, and from 0 here.
 */
public final class Emnist implements Dataset {
    private static final String FOLDER = "emnist";
    private static final String UNPACKED = "gzip";

    @Override
    public String name() {
        return "emnist";
    }

    @Override
    public String about() {
        return "EMNIST: handwritten characters, 28 x 28 grey; split=balanced (47 classes, 131,600), byclass (62, 814,255),"
                + " bymerge (47, 814,255), letters (26, 145,600), digits (10, 280,000) or mnist (10, 70,000)";
    }

    @Override
    public String licence() {
        return "EMNIST is by Cohen, Afshar, Tapson and van Schaik (2017) from NIST Special Database 19, public domain in the"
                + " United States; cite their paper";
    }

    @Override
    public List<String> manualSteps(String folder) {
        return List.of(
                "download https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip (about 560 MB)",
                "unpack it, for instance with: unzip gzip.zip -d " + folder + "/" + FOLDER,
                "the files then lie in " + folder + "/" + FOLDER + "/" + UNPACKED
                        + ", where they are found; no others are needed");
    }

    @Override
    public Pool load(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of("split"));
        EmnistSplit split = EmnistSplit.named(settings.text("split", "balanced"));
        return new Pool(
                name() + "-" + split, read(source, split, "train"), read(source, split, "test"), Optional.empty());
    }

    private Examples read(DataSource source, EmnistSplit split, String part) throws IOException {
        String start = "emnist-" + split + "-" + part + "-";
        Path images = find(source, start + "images-idx3-ubyte.gz");
        Path labels = find(source, start + "labels-idx1-ubyte.gz");
        return DigitImages.readTransposed(images, labels, split.firstLabel(), split.classes());
    }

    private Path find(DataSource source, String file) throws IOException {
        return Stream.of(FOLDER, FOLDER + "/" + UNPACKED, UNPACKED)
                .flatMap(folder -> source.find(folder, file).stream())
                .findFirst()
                .orElseThrow(() ->
                        new IOException("no " + file + " in " + source.folder().resolve(FOLDER) + "; "
                                + String.join("; ", manualSteps(source.folder().toString()))));
    }
}
