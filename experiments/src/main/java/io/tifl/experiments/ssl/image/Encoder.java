package io.tifl.experiments.ssl.image;

import io.tifl.experiments.network.BatchNormalisation;
import io.tifl.experiments.network.ChannelsLast;
import io.tifl.experiments.network.Convolution;
import io.tifl.experiments.network.Dense;
import io.tifl.experiments.network.Network;
import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.network.Pooling;
import io.tifl.experiments.network.Pooling.Kind;
import io.tifl.experiments.network.Relu;
import io.tifl.experiments.network.Window;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Networks that make features of images. */
public enum Encoder {
    /** Two linear layers of 256 units, each with a ReLU. */
    MLP {
        @Override
        public int features(ImageShape shape) {
            return 256;
        }

        @Override
        Optional<String> problem(ImageShape shape) {
            return Optional.empty();
        }

        @Override
        public Network network(ImageShape shape, Seed seed) {
            return Network.perceptron(seed, shape.size(), 256, 256);
        }
    },
    /** The same with batch normalisation before each ReLU, as residual networks have it. */
    NORMALISED_MLP {
        @Override
        public int features(ImageShape shape) {
            return 256;
        }

        @Override
        Optional<String> problem(ImageShape shape) {
            return Optional.empty();
        }

        @Override
        public Network network(ImageShape shape, Seed seed) {
            return new Network(List.of(
                    Dense.random(shape.size(), 256, seed.child(1)),
                    new BatchNormalisation(256, NormalisationParts.FULL),
                    new Relu(),
                    Dense.random(256, 256, seed.child(2)),
                    new BatchNormalisation(256, NormalisationParts.FULL),
                    new Relu()));
        }
    },
    /**
     * Three convolutions of 3 x 3 with 16, 32 and 64 kernels, each with a ReLU; the largest of 2 x 2 after the first two,
     * the mean of quarters of the image after the third. For images of sides that eight divides.
     */
    CNN {
        @Override
        public int features(ImageShape shape) {
            return 64 * 4;
        }

        @Override
        Optional<String> problem(ImageShape shape) {
            return shape.height() == shape.width() && shape.height() % 8 == 0
                    ? Optional.empty()
                    : Optional.of("the encoder cnn takes squares of a side that 8 divides, got " + shape);
        }

        @Override
        public Network network(ImageShape shape, Seed seed) {
            int side = shape.height();
            return new Network(List.of(
                    new ChannelsLast(shape.channels(), shape.area()),
                    Convolution.random(Window.around(shape.channels(), side, side, 3), 16, seed.child(1)),
                    new Relu(),
                    new Pooling(Kind.MAX, Window.tiles(16, side, side, 2)),
                    Convolution.random(Window.around(16, side / 2, side / 2, 3), 32, seed.child(2)),
                    new Relu(),
                    new Pooling(Kind.MAX, Window.tiles(32, side / 2, side / 2, 2)),
                    Convolution.random(Window.around(32, side / 4, side / 4, 3), 64, seed.child(3)),
                    new Relu(),
                    new Pooling(Kind.MEAN, Window.tiles(64, side / 4, side / 4, side / 8))));
        }
    };

    /** How many features it makes. */
    public abstract int features(ImageShape shape);

    /** What is wrong with it for images of a shape, in words. */
    abstract Optional<String> problem(ImageShape shape);

    /** A network drawn by a seed, whose input are images of this shape. */
    public abstract Network network(ImageShape shape, Seed seed);

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
