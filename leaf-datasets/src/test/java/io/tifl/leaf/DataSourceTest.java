package io.tifl.leaf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.protocol.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSourceTest {
    private static final RemoteFile LABELS = Mnist.FILES.trainLabels();

    @TempDir
    private Path folder;

    @Test
    void filesLieInTheDataSetsFolderOrInTheDataFolderPackedOrNot() throws IOException {
        DataSource source = new DataSource.Local(folder);
        Path plain = Files.createFile(folder.resolve("train-labels-idx1-ubyte"));
        assertThat(source.file(LABELS)).isEqualTo(plain);

        Path packed = Files.createFile(folder.resolve("train-labels-idx1-ubyte.gz"));
        assertThat(source.file(LABELS)).isEqualTo(packed);

        Path inner =
                Files.createFile(Files.createDirectory(folder.resolve("mnist")).resolve("train-labels-idx1-ubyte.gz"));
        assertThat(source.file(LABELS)).isEqualTo(inner);
    }

    @Test
    void aMissingFileIsNamedWithItsPublisher() {
        assertThatIOException()
                .isThrownBy(() -> Dataset.catalog().get("mnist").load(new DataSource.Local(folder), Settings.none()))
                .withMessageContaining("train-images-idx3-ubyte.gz")
                .withMessageContaining(folder.resolve("mnist").toString())
                .withMessageContaining("https://ossci-datasets.s3.amazonaws.com/mnist/train-images-idx3-ubyte.gz");
    }

    @Test
    void aMissingDataFolderIsNamed() {
        Path nowhere = folder.resolve("nowhere");

        assertThatIOException()
                .isThrownBy(() -> new DataSource.Local(nowhere).file(LABELS))
                .withMessageContaining("no data folder " + nowhere);
    }

    @Test
    void whatIsKeptIsNotDownloadedAgain() throws IOException {
        Path kept =
                Files.createFile(Files.createDirectory(folder.resolve("mnist")).resolve("train-labels-idx1-ubyte.gz"));

        assertThat(new DataSource.Downloading(folder, Download.with(Progress.SILENT)).file(LABELS))
                .isEqualTo(kept);
    }

    @Test
    void theCatalogueHoldsEveryDataSet() {
        assertThat(Dataset.catalog().names())
                .containsExactly("cifar10", "digits-by-writer", "emnist", "fashion-mnist", "leaf-synthetic", "mnist");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dataset.catalog().get("imagenet"))
                .withMessageContaining("imagenet")
                .withMessageContaining("fashion-mnist");
    }

    @Test
    void unknownSettingsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dataset.catalog()
                        .get("mnist")
                        .load(new DataSource.Local(folder), Settings.none().with("tasks", 3)))
                .withMessageContaining("tasks");
    }
}
