package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;

/**
 * A window that slides over an image.
 *
 * @param same whether padding is chosen so that the output is the input divided by the stride, rounded up; then {@code
 *     padY} and {@code padX} mean nothing
 */
record Window(
        int height,
        int width,
        int strideY,
        int strideX,
        int padY,
        int padX,
        int dilationY,
        int dilationX,
        boolean same) {
    /** Rows it spans. */
    int spanY() {
        return (height - 1) * dilationY + 1;
    }

    /** Columns it spans. */
    int spanX() {
        return (width - 1) * dilationX + 1;
    }

    Shape out(Shape in, int channels) {
        int y = same ? Math.ceilDiv(in.height(), strideY) : (in.height() - spanY() + 2 * padY) / strideY + 1;
        int x = same ? Math.ceilDiv(in.width(), strideX) : (in.width() - spanX() + 2 * padX) / strideX + 1;
        if (y < 1 || x < 1 || (!same && (in.height() + 2 * padY < spanY() || in.width() + 2 * padX < spanX()))) {
            throw new UnsupportedModelException("a window larger than its input of " + in);
        }
        return new Shape(y, x, channels);
    }

    /** Rows of padding above the image. */
    int top(Shape in) {
        return same ? padding(in.height(), strideY, spanY()) / 2 : padY;
    }

    /** Columns of padding to the left of the image. */
    int left(Shape in) {
        return same ? padding(in.width(), strideX, spanX()) / 2 : padX;
    }

    private static int padding(int length, int stride, int span) {
        return Math.max(0, (Math.ceilDiv(length, stride) - 1) * stride + span - length);
    }

    /** The padding on all sides that is ever read. */
    Frame frame(Shape in) {
        Shape out = out(in, 1);
        int bottom = (out.height() - 1) * strideY + spanY() - top(in) - in.height();
        int right = (out.width() - 1) * strideX + spanX() - left(in) - in.width();
        return new Frame(top(in), left(in), Math.max(0, bottom), Math.max(0, right));
    }
}
