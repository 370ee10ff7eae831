package io.tifl.experiments.ssl.image;

import io.tifl.protocol.Seed;

/**
 * What pixels are worth as features: what learned ones have to beat.
 *
 * @param neighbours the share of judged images whose class their nearest neighbours tell
 * @param probe of the pixels
 */
public record PixelBaseline(double neighbours, LinearProbe.Result probe) {
    /**
     * Judged as a training of these settings would be.
     *
     * @throws InterruptedException if the thread is interrupted between epochs of the probe
     */
    public static PixelBaseline of(ImageSettings settings, ImageData images, Seed seed) throws InterruptedException {
        Views views = Views.preset(settings.views(), images.shape());
        Labelled train = ImageTraining.labelled(views, images.train(), settings.examples(), pixels -> pixels);
        Labelled judged = ImageTraining.labelled(views, images.test(), settings.judged(), pixels -> pixels);
        Labelled tested = ImageTraining.labelled(views, images.test(), settings.tested(), pixels -> pixels);
        return new PixelBaseline(
                NearestNeighbours.standard().accuracy(train, judged),
                LinearProbe.standard(settings.probeEpochs()).run(train, tested, seed.child("probe")));
    }
}
