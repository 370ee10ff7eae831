package io.tifl.experiments.ssl.study;

import io.tifl.experiments.ssl.image.Encoder;
import io.tifl.experiments.ssl.image.ImageSettings;
import java.util.List;

/** Settings of the parts on images, chosen so that all of them fit an hour of one core. */
final class ImageStudySettings {
    private ImageStudySettings() {}

    /** The setting of the claims about normalisation, on the first digits. */
    static ImageSettings some() {
        return ImageSettings.digits();
    }

    /** The same on all digits. */
    static ImageSettings whole() {
        return some().on("mnist", 60_000, 10_000, 1_000);
    }

    static ImageSettings contrast() {
        return some();
    }

    static List<ImageSettings> others() {
        return List.of(
                some().on("fashion-mnist", 10_000, 10_000, 1_000).with(Encoder.NORMALISED_MLP),
                some().on("cifar10", 5_000, 4_000, 1_000).with(Encoder.CNN));
    }
}
