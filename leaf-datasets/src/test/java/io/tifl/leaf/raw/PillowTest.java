package io.tifl.leaf.raw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tifl.leaf.Checksums;
import io.tifl.leaf.raw.Pillow.Filter;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against MD5 sums of what Pillow 12.3 makes of the same images. */
class PillowTest {
    @ParameterizedTest
    @CsvSource({
        "128, 128, 28, 28, LANCZOS, 50af2c88be8795ab0ce3b858ccbad8fa, 3505dec75f8eaa0f187a2fa909c11751",
        "128, 128, 28, 28, BICUBIC, 2cea94452acbf5213e309825c78995a1, 7b95c7371ed3a22875c92889bdfe24e6",
        "128, 128, 28, 28, NEAREST, 02489e560de04fe30ffff6a4a79e95a8, 58033955a92e5b9c2837a81b274fc84b",
        "178, 218, 84, 84, LANCZOS, e97b39b2951555a14fead65165d4d0d7, 7135fc54ee1c0d9a468ce79399274c84",
        "178, 218, 84, 84, BICUBIC, bc182ccd8e8128ef1193569f36cb1469, d81355f6f02362e5a8efd9430609d977",
        "178, 218, 84, 84, NEAREST, 4a662e07b00ff8fbfeacd5aef22c0d1e, 5a3c60d5843fdcaa60d432e536d55b5f",
        "64, 64, 28, 28, LANCZOS, ee636f479213f744ba7608bf804331b6, 15f53d5b15904a5e7fc0d7e36eb6b9cd",
        "10, 10, 17, 17, LANCZOS, e64607942c14c59b50bb8dcf266b22ec, 25d85fa4f8bd57cb2a0b9794aee982a3",
        "10, 10, 17, 17, BICUBIC, 9b5fc11ef800d8414a32cb765ac46343, 5d2717a7591440816b66c990e483edb9",
        "10, 10, 17, 17, NEAREST, 394306dbb1b064a3eea40bf4fd57f26a, 7e1e0d16956acc51b90fece683e8877d"
    })
    void resizesAsPillowDoesToTheLastBit(
            int width, int height, int newWidth, int newHeight, Filter filter, String grey, String blackAndWhite) {
        Plane noise = noise(width, height);

        assertThat(md5(Pillow.resize(noise, newWidth, newHeight, filter))).isEqualTo(grey);
        assertThat(md5(Pillow.resize(blackAndWhite(noise), newWidth, newHeight, filter)))
                .isEqualTo(blackAndWhite);
    }

    @Test
    void halvesAsPillowDoes() {
        Plane half = Pillow.halve(noise(128, 128));

        assertThat(md5(half)).isEqualTo("0f7269095e982c8ce7d2d839999cafbd");
        assertThat(md5(Pillow.resize(half, 28, 28, Filter.LANCZOS)))
                .as("thumbnail of Pillow 7.0 and later")
                .isEqualTo("652b5f790d1cc7e3f7ed2b4c14a15dfd");
        assertThatIllegalArgumentException().isThrownBy(() -> Pillow.halve(noise(10, 7)));
    }

    static Plane noise(int width, int height) {
        return new Plane(width, height, bytes(width * height, 7));
    }

    /** Noise that is as easily made in Python. */
    static byte[] bytes(int count, int seed) {
        byte[] samples = new byte[count];
        int state = seed;
        for (int i = 0; i < count; i++) {
            state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF;
            samples[i] = (byte) (state >> 16);
        }
        return samples;
    }

    static Plane blackAndWhite(Plane grey) {
        byte[] samples = grey.samples().clone();
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) ((samples[i] & 0xFF) > 150 ? 255 : 0);
        }
        return new Plane(grey.width(), grey.height(), samples);
    }

    private static String md5(Plane image) {
        return HexFormat.of().formatHex(Checksums.digest("MD5").digest(image.samples()));
    }
}
