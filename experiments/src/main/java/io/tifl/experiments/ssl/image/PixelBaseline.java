package io.tifl.experiments.ssl.image;

import io.tifl.client.Examples;
import io.tifl.experiments.ssl.image.ImageTraining.Look;
import io.tifl.protocol.Seed;

/**
 * What pixels are worth as features: what learned ones have to beat.
 *
 * @param neighbours the share of judged images whose class their nearest neighbours tell
 * @param probe of the pixels
 * @param probeOfViews of the pixels of random views
 */
public record PixelBaseline(double neighbours, LinearProbe.Result probe, LinearProbe.Result probeOfViews) {
    /**
     * Judged as a training of these settings would be.
     *
     * @throws InterruptedException if the thread is interrupted between epochs of a probe
     */
    public static PixelBaseline of(ImageSettings settings, ImageData images, Seed seed) throws InterruptedException {
        Views views = Views.preset(settings.views(), images.shape());
        Seed look = seed.child("look");
        return new PixelBaseline(
                NearestNeighbours.standard()
                        .accuracy(
                                pixels(views::plain, images.train(), settings.examples()),
                                pixels(views::plain, images.test(), settings.judged())),
                probe(settings, images, views::plain, views::plain, seed),
                probe(
                        settings,
                        images,
                        (from, rows) -> views.random(from, rows, look.child("train")),
                        (from, rows) -> views.random(from, rows, look.child("test")),
                        seed));
    }

    private static LinearProbe.Result probe(ImageSettings settings, ImageData images, Look train, Look test, Seed seed)
            throws InterruptedException {
        return LinearProbe.standard(settings.probeEpochs())
                .run(
                        pixels(train, images.train(), settings.examples()),
                        pixels(test, images.test(), settings.tested()),
                        seed.child("probe"));
    }

    private static Labelled pixels(Look look, Examples images, int count) {
        return ImageTraining.labelled(look, images, count, pixels -> pixels);
    }
}
