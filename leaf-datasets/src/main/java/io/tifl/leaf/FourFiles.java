package io.tifl.leaf;

import io.tifl.client.Examples;
import java.io.IOException;

/** The four files MNIST and its likes come in. */
record FourFiles(RemoteFile trainImages, RemoteFile trainLabels, RemoteFile testImages, RemoteFile testLabels) {
    Examples train(DataSource source) throws IOException {
        return DigitImages.read(source.file(trainImages), source.file(trainLabels));
    }

    Examples test(DataSource source) throws IOException {
        return DigitImages.read(source.file(testImages), source.file(testLabels));
    }
}
