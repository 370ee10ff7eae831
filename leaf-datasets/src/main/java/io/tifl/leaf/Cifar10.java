package io.tifl.leaf;

import io.tifl.client.Examples;
import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * CIFAR-10: small photographs in ten classes, 50,000 to train on and 10,000 to test.
 *
 * <p>Read from what is there first: the six files of the binary version, a subset on PNG sheets, or the published archive,
 * which is the one that is downloaded.
 */
public final class Cifar10 implements Dataset {
    static final List<String> TRAIN_FILES =
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin");
    static final String TEST_FILE = "test_batch.bin";

    private static final String FOLDER = "cifar10";
    private static final String UNPACKED = "cifar-10-batches-bin";
    private static final RemoteFile ARCHIVE = RemoteFile.of(
            FOLDER,
            "cifar-10-binary.tar.gz",
            List.of("https://www.cs.toronto.edu/~kriz/"),
            170_052_171,
            "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");

    @Override
    public String name() {
        return "cifar10";
    }

    @Override
    public String about() {
        return "CIFAR-10: photographs, 32 x 32 in colour, 10 classes, 50,000 to train on and 10,000 to test";
    }

    @Override
    public String licence() {
        return "CIFAR-10 is by Alex Krizhevsky (2009), without a formal licence; cite his report";
    }

    @Override
    public Pool load(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of());
        Optional<Path> unpacked = source.find(UNPACKED, TEST_FILE).or(() -> source.find(FOLDER, TEST_FILE));
        if (unpacked.isPresent()) {
            return fromFiles(unpacked.get());
        }
        Optional<Path> sheet = source.find(FOLDER, "cifar10-train-00.png");
        if (sheet.isPresent()) {
            return fromSheets(sheet.get().resolveSibling("."));
        }
        return CifarArchive.PUBLISHED.read(name(), source.file(ARCHIVE));
    }

    private Pool fromFiles(Path testFile) throws IOException {
        List<Path> train = new ArrayList<>();
        for (String name : TRAIN_FILES) {
            Path file = testFile.resolveSibling(name);
            if (!Files.isRegularFile(file)) {
                throw new IOException("no " + file + "; expected " + TRAIN_FILES + " beside " + testFile);
            }
            train.add(file);
        }
        return new Pool(name(), CifarFiles.read(train), CifarFiles.read(List.of(testFile)), Optional.empty());
    }

    private Pool fromSheets(Path folder) throws IOException {
        Path place = folder.normalize();
        Examples train = CifarSheets.read(place, "train");
        Path index = place.resolve("cifar10-index.csv.gz");
        Optional<Partition> owners =
                Files.isRegularFile(index) ? Optional.of(CifarOwners.read(index, train.size())) : Optional.empty();
        return new Pool(name(), train, CifarSheets.read(place, "test"), owners);
    }
}
