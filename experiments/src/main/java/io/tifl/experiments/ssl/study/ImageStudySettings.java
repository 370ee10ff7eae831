package io.tifl.experiments.ssl.study;

import io.tifl.experiments.ssl.image.Encoder;
import io.tifl.experiments.ssl.image.ImageSettings;
import java.util.List;

/** Settings of the parts on images, chosen so that all of them fit an hour of one core. */
final class ImageStudySettings {
    private ImageStudySettings() {}

    static ImageSettings digits() {
        return ImageSettings.digits();
    }

    static ImageSettings contrast() {
        return ImageSettings.digits();
    }

    static List<ImageSettings> others() {
        return List.of(
                ImageSettings.digits().on("fashion-mnist", 10_000, 10_000, 1_000),
                ImageSettings.digits().on("cifar10", 5_000, 4_000, 1_000).with(Encoder.CNN));
    }
}
