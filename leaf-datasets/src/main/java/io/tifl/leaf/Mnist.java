package io.tifl.leaf;

import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** MNIST: handwritten digits, 60,000 to train on and 10,000 to test. */
public final class Mnist implements Dataset {
    private static final List<String> MIRRORS = List.of(
            "https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/");

    static final FourFiles FILES = new FourFiles(
            file(
                    "train-images-idx3-ubyte.gz",
                    9_912_422,
                    "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            file(
                    "train-labels-idx1-ubyte.gz",
                    28_881,
                    "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            file(
                    "t10k-images-idx3-ubyte.gz",
                    1_648_877,
                    "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            file(
                    "t10k-labels-idx1-ubyte.gz",
                    4_542,
                    "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));

    private static RemoteFile file(String name, long bytes, String sha256) {
        return RemoteFile.of("mnist", name, MIRRORS, bytes, sha256);
    }

    @Override
    public String name() {
        return "mnist";
    }

    @Override
    public String about() {
        return "MNIST: handwritten digits, 28 x 28 grey, 10 classes, 60,000 to train on and 10,000 to test";
    }

    @Override
    public String licence() {
        return "MNIST is by Yann LeCun, Corinna Cortes and Christopher Burges, usually given as CC BY-SA 3.0";
    }

    @Override
    public Pool load(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of());
        return new Pool(name(), FILES.train(source), FILES.test(source), Optional.empty());
    }
}
