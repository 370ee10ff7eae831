package io.tifl.experiments.ssl.image;

import io.tifl.client.Examples;
import io.tifl.experiments.network.Adam;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Network;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.ssl.ViewLearner;
import io.tifl.experiments.ssl.byol.Byol;
import io.tifl.experiments.ssl.byol.ByolSettings;
import io.tifl.experiments.ssl.image.ImageRun.Epoch;
import io.tifl.experiments.ssl.loss.TwoViewLoss;
import io.tifl.experiments.ssl.simclr.SimClr;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Learns features of images without labels, and judges them with. One training is confined to one thread. */
public final class ImageTraining {
    private static final int BLOCK = 500;

    private final ImageSettings settings;
    private final ImageData images;
    private final Views views;
    private final ViewLearner learner;
    private final Seed seed;

    private ImageTraining(ImageSettings settings, ImageData images, Seed seed) {
        this.settings = settings;
        this.images = images;
        this.views = Views.preset(settings.views(), images.shape());
        this.learner = learner(settings, images.shape(), seed.child("init"));
        this.seed = seed;
    }

    /**
     * Trains and judges; the seed says everything.
     *
     * @param images as many as the settings want, or more, of which the first are taken
     * @param progress takes a line after each epoch
     * @throws IllegalArgumentException if the images do not fit the settings
     * @throws InterruptedException if the thread is interrupted between steps
     */
    public static ImageRun run(ImageSettings settings, ImageData images, Seed seed, Consumer<String> progress)
            throws InterruptedException {
        requireEnough(settings, images);
        return new ImageTraining(settings, images, seed).run(progress);
    }

    private static void requireEnough(ImageSettings settings, ImageData images) {
        List<String> problems = new ArrayList<>();
        if (images.train().size() < settings.examples() || images.test().size() < settings.tested()) {
            problems.add("expected " + settings.examples() + " and " + settings.tested() + " images, got "
                    + images.train().size() + " and " + images.test().size());
        }
        settings.encoder().problem(images.shape()).ifPresent(problems::add);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    /** A learner as settings want it, drawn by a seed. */
    public static ViewLearner learner(ImageSettings settings, ImageShape shape, Seed seed) {
        Network encoder = settings.encoder().network(shape, seed.child("encoder"));
        int features = settings.encoder().features(shape);
        return switch (settings.method()) {
            case BYOL -> new Byol(byol(settings, shape, features), encoder, seed);
            case SIMCLR ->
                new SimClr(
                        encoder,
                        new SimClr.Projector(features, settings.hidden(), settings.outputs(), settings.parts()),
                        loss(settings),
                        Adam.Settings.of(settings.rate()),
                        seed);
        };
    }

    private static ByolSettings byol(ImageSettings settings, ImageShape shape, int features) {
        return new ByolSettings(
                List.of(shape.size(), features),
                settings.hidden(),
                settings.outputs(),
                settings.parts(),
                settings.predicts(),
                settings.lasting(),
                settings.descent());
    }

    private static TwoViewLoss loss(ImageSettings settings) {
        return switch (settings.contrast()) {
            case CROSS_ENTROPY -> TwoViewLoss.beta(settings.temperature(), settings.beta());
            case EXACT_COVARIANCE -> TwoViewLoss.exactCovariance(settings.temperature());
        };
    }

    private ImageRun run(Consumer<String> progress) throws InterruptedException {
        List<Epoch> epochs = new ArrayList<>();
        double seconds = 0;
        for (int number = 0; number <= settings.epochs(); number++) {
            long start = System.nanoTime();
            double loss = number == 0 ? Double.NaN : train(number);
            seconds += (System.nanoTime() - start) / 1e9;
            epochs.add(judge(number, loss));
            progress.accept(words(epochs.getLast()));
        }
        Seed look = seed.child("look");
        return new ImageRun(
                epochs,
                probe(views::plain, views::plain),
                probe(
                        (from, rows) -> views.random(from, rows, look.child("train")),
                        (from, rows) -> views.random(from, rows, look.child("test"))),
                seconds);
    }

    /** How images are looked at. */
    interface Look {
        Matrix at(Examples images, int[] rows);
    }

    private LinearProbe.Result probe(Look train, Look test) throws InterruptedException {
        return LinearProbe.standard(settings.probeEpochs())
                .run(
                        labelled(train, images.train(), settings.examples(), learner::features),
                        labelled(test, images.test(), settings.tested(), learner::features),
                        seed.child("probe"));
    }

    private double train(int epoch) throws InterruptedException {
        int[] order = Order.of(settings.examples(), seed.child("order").child(epoch));
        Seed chance = seed.child("views").child(epoch);
        int steps = settings.examples() / settings.batch();
        double sum = 0;
        for (int step = 0; step < steps; step++) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted in epoch " + epoch + " before step " + step);
            }
            int[] rows = Arrays.copyOfRange(order, step * settings.batch(), (step + 1) * settings.batch());
            sum += learner.step(
                    views.random(images.train(), rows, chance.child(1)),
                    views.random(images.train(), rows, chance.child(2)));
        }
        return sum / steps;
    }

    private Epoch judge(int number, double loss) {
        Labelled bank = labelled(images.train(), settings.examples(), learner::features);
        Labelled judged = labelled(images.test(), settings.judged(), learner::features);
        int[] rows = IntStream.range(0, settings.judged()).toArray();
        Matrix plain = views.plain(images.test(), rows);
        Matrix first = views.random(images.test(), rows, seed.child("judge").child(1));
        Matrix second = views.random(images.test(), rows, seed.child("judge").child(2));
        return new Epoch(
                number,
                loss,
                NearestNeighbours.standard().accuracy(bank, judged),
                collapse(learner::features, plain, first, second),
                collapse(learner::projections, plain, first, second));
    }

    private static Collapse collapse(UnaryOperator<Matrix> network, Matrix plain, Matrix first, Matrix second) {
        return Collapse.of(network.apply(plain), network.apply(first), network.apply(second));
    }

    private Labelled labelled(Examples from, int count, UnaryOperator<Matrix> network) {
        return labelled(views::plain, from, count, network);
    }

    /** What a network makes of the first images, a block at a time. */
    static Labelled labelled(Look look, Examples from, int count, UnaryOperator<Matrix> network) {
        List<Matrix> blocks = new ArrayList<>();
        for (int start = 0; start < count; start += BLOCK) {
            int[] rows = IntStream.range(start, Math.min(count, start + BLOCK)).toArray();
            blocks.add(network.apply(look.at(from, rows)));
        }
        Matrix all = new Matrix(count, blocks.getFirst().columns());
        int at = 0;
        for (Matrix block : blocks) {
            System.arraycopy(block.values(), 0, all.values(), at, block.values().length);
            at += block.values().length;
        }
        return new Labelled(all, ImageData.labels(from).subList(0, count), from.classes());
    }

    private static String words(Epoch epoch) {
        return Format.words(
                "epoch %d: loss %.4f, neighbours %.3f, spread %.4f, effective rank %.1f, projections' spread %.4f",
                epoch.number(),
                epoch.loss(),
                epoch.neighbours(),
                epoch.features().spread(),
                epoch.features().effectiveRank(),
                epoch.projections().spread());
    }
}
