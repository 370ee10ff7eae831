package io.tifl.experiments.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tifl.experiments.network.Pooling.Kind;
import io.tifl.protocol.Seed;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConvolutionTest {
    @ParameterizedTest
    @CsvSource({
        "1, 4, 5, 3, 1, 1",
        "2, 5, 4, 3, 1, 0",
        "3, 6, 7, 3, 2, 1",
        "2, 5, 6, 5, 1, 2",
        "1, 3, 3, 1, 1, 0",
        "2, 4, 4, 4, 3, 3"
    })
    void outputsAndGradientsAreThoseOfTheDefinition(
            int channels, int height, int width, int side, int stride, int padding) {
        Window window = new Window(channels, height, width, side, stride, padding);
        Convolution layer = Convolution.random(window, 4, new Seed(1));
        layer.biases().values()[2] = 0.5;
        Matrix input = CentralDifferences.random(2, 3, channels * height * width);
        Matrix slope = CentralDifferences.random(3, 3, layer.outputs());
        DoubleSupplier value = () -> dot(defined(layer, input), slope);

        Layer.Pass pass = layer.forward(input);
        Layer.Back back = pass.backward(slope);

        assertThat(pass.output().values()).containsExactly(defined(layer, input).values(), within(1e-12));
        CentralDifferences.check(back.input().values(), input.values(), value);
        CentralDifferences.check(
                back.parameters().getFirst().values(), layer.weights().values(), value);
        CentralDifferences.check(
                back.parameters().getLast().values(), layer.biases().values(), value);
        assertThat(pass.gradient(slope).getFirst().values())
                .containsExactly(back.parameters().getFirst().values());
    }

    // Sums as written, pixel by pixel.
    private static Matrix defined(Convolution layer, Matrix input) {
        Window w = layer.window();
        int kernels = layer.weights().columns();
        Matrix output = new Matrix(input.rows(), w.down() * w.across() * kernels);
        for (int image = 0; image < input.rows(); image++) {
            for (int place = 0; place < w.down() * w.across(); place++) {
                int top = place / w.across() * w.stride() - w.padding();
                int left = place % w.across() * w.stride() - w.padding();
                for (int kernel = 0; kernel < kernels; kernel++) {
                    double sum = layer.biases().at(0, kernel);
                    for (int k = 0; k < layer.weights().rows(); k++) {
                        int channel = k % w.channels();
                        int x = left + k / w.channels() % w.side();
                        int y = top + k / w.channels() / w.side();
                        if (x >= 0 && y >= 0 && x < w.width() && y < w.height()) {
                            sum += layer.weights().at(k, kernel)
                                    * input.at(image, (y * w.width() + x) * w.channels() + channel);
                        }
                    }
                    output.set(image, place * kernels + kernel, sum);
                }
            }
        }
        return output;
    }

    @Test
    void manyImagesGiveWhatEachGivesAlone() {
        Convolution layer = Convolution.random(Window.around(3, 16, 16, 3), 5, new Seed(1));
        Matrix input = CentralDifferences.random(2, 23, 3 * 16 * 16);

        Matrix all = layer.infer(input);

        for (int image = 0; image < 23; image++) {
            assertThat(all.row(image))
                    .containsExactly(layer.infer(input.rows(image, image + 1)).values());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pooledSlopesAreThoseOfTheOutput(Kind kind) {
        Pooling layer = new Pooling(kind, Window.tiles(2, 5, 4, 2));
        Matrix input = CentralDifferences.random(4, 3, 40);
        Matrix slope = CentralDifferences.random(5, 3, 8);

        Layer.Pass pass = layer.forward(input);

        assertThat(pass.output().columns()).isEqualTo(8);
        CentralDifferences.check(
                pass.backward(slope).input().values(), input.values(), () -> dot(layer.infer(input), slope));
    }

    @Test
    void poolingTakesTheLargestOrTheMeanOfEachChannel() {
        // Two channels: 1, 2, 3, 4 and -1, -2, -3, -4.
        Matrix image = Matrix.of(1, 8, 1, -1, 2, -2, 3, -3, 4, -4);
        Window whole = Window.tiles(2, 2, 2, 2);

        assertThat(new Pooling(Kind.MAX, whole).infer(image).values()).containsExactly(4, -1);
        assertThat(new Pooling(Kind.MEAN, whole).infer(image).values()).containsExactly(2.5, -2.5);
        assertThat(new Pooling(Kind.MAX, Window.tiles(1, 1, 2, 1))
                        .infer(Matrix.of(1, 2, Double.NaN, 1))
                        .at(0, 0))
                .isNaN();
        assertThat(new Pooling(Kind.MAX, Window.tiles(1, 2, 2, 2))
                        .infer(Matrix.of(1, 4, Double.NaN, 1, 2, 3))
                        .at(0, 0))
                .isNaN();
    }

    @Test
    void channelsAreTurnedThereAndBack() {
        ChannelsLast layer = new ChannelsLast(2, 3);
        Matrix image = Matrix.of(1, 6, 1, 2, 3, 10, 20, 30);

        Layer.Pass pass = layer.forward(image);

        assertThat(pass.output().values()).containsExactly(1, 10, 2, 20, 3, 30);
        assertThat(pass.backward(pass.output()).input().values()).containsExactly(image.values());
    }

    @Test
    void gradientWithoutTheInputsIsTheSame() {
        Network network = new Network(List.of(
                        new ChannelsLast(2, 36),
                        Convolution.random(Window.around(2, 6, 6, 3), 4, new Seed(1)),
                        new Relu(),
                        new Pooling(Kind.MAX, Window.tiles(4, 6, 6, 2))))
                .then(Network.perceptron(new Seed(2), 36, 5));
        Matrix input = CentralDifferences.random(6, 4, 72);
        Matrix slope = CentralDifferences.random(7, 4, 5);
        Network.Pass pass = network.forward(input);

        List<Matrix> all = pass.backward(slope).parameters();
        List<Matrix> alone = pass.gradient(slope);

        assertThat(alone).hasSameSizeAs(all).hasSize(4);
        for (int k = 0; k < all.size(); k++) {
            assertThat(alone.get(k).values()).containsExactly(all.get(k).values());
            CentralDifferences.check(
                    alone.get(k).values(),
                    network.parameters().get(k).values(),
                    () -> dot(network.forward(input).output(), slope));
        }
        assertThat(new Network(List.of(new Relu())).forward(input).gradient(input))
                .isEmpty();
    }

    @Test
    void windowsThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> new Window(0, 4, 4, 7, 0, 7))
                .hasMessage("an image must have 1 or more channels, rows and columns, got 0, 4 and 4;"
                        + " side and stride must be 1 or more, got 7 and 0;"
                        + " padding must be 0 or more and less than the side of 7, got 7");
        assertThatThrownBy(() -> new Window(1, 4, 4, 7, 1, 1)).hasMessageContaining("does not fit into 4 x 4");
        assertThatThrownBy(() -> new Pooling(Kind.MAX, Window.around(1, 4, 4, 3)))
                .hasMessage("pooling goes without padding, got 1");
        Convolution layer = Convolution.random(Window.around(1, 4, 4, 3), 2, new Seed(1));
        assertThatThrownBy(() -> layer.infer(new Matrix(2, 15)))
                .hasMessage("expected images of 4 x 4 x 1, 16 values, got 15");
        assertThatThrownBy(() -> new Convolution(layer.window(), new Matrix(8, 2), new Matrix(1, 2)))
                .hasMessage("expected weights for 9 values of a patch, got 8 rows");
        assertThatThrownBy(() -> new ChannelsLast(3, 4).infer(new Matrix(1, 11)))
                .hasMessage("expected images of 3 x 4 values, got 11");
    }

    private static double dot(Matrix a, Matrix b) {
        double sum = 0;
        for (int k = 0; k < a.values().length; k++) {
            sum += a.values()[k] * b.values()[k];
        }
        return sum;
    }
}
