package io.tifl.leaf;

import io.tifl.protocol.Settings;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fashion-MNIST: articles of clothing in MNIST's format, 60,000 to train on and 10,000 to test. */
public final class FashionMnist implements Dataset {
    private static final List<String> MIRRORS = List.of(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/");

    private static final FourFiles FILES = new FourFiles(
            file(
                    "train-images-idx3-ubyte.gz",
                    26_421_880,
                    "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            file(
                    "train-labels-idx1-ubyte.gz",
                    29_515,
                    "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            file(
                    "t10k-images-idx3-ubyte.gz",
                    4_422_102,
                    "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            file(
                    "t10k-labels-idx1-ubyte.gz",
                    5_148,
                    "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"));

    private static RemoteFile file(String name, long bytes, String sha256) {
        return RemoteFile.of("fashion-mnist", name, MIRRORS, bytes, sha256);
    }

    @Override
    public String name() {
        return "fashion-mnist";
    }

    @Override
    public String about() {
        return "Fashion-MNIST: articles of clothing, 28 x 28 grey, 10 classes, 60,000 to train on and 10,000 to test";
    }

    @Override
    public String licence() {
        return "Fashion-MNIST is by Zalando SE, MIT licence";
    }

    @Override
    public Pool load(DataSource source, Settings settings) throws IOException {
        settings.requireOnly(Set.of());
        return new Pool(name(), FILES.train(source), FILES.test(source), Optional.empty());
    }
}
