package io.tifl.aggregation.privacy;

/** The discrete Fourier transform of arrays whose length is a power of two, in place. */
final class Fourier {
    private final int size;
    private final double[] cosines;
    private final double[] sines;

    /** @param size a power of two */
    Fourier(int size) {
        if (Integer.bitCount(size) != 1) {
            throw new IllegalArgumentException("the size must be a power of two, got " + size);
        }
        this.size = size;
        this.cosines = new double[size / 2];
        this.sines = new double[size / 2];
        for (int i = 0; i < size / 2; i++) {
            double angle = -2 * Math.PI * i / size;
            cosines[i] = Math.cos(angle);
            sines[i] = Math.sin(angle);
        }
    }

    void forward(double[] real, double[] imaginary) {
        reverseBits(real, imaginary);
        for (int half = 1; half < size; half *= 2) {
            int stride = size / (2 * half);
            for (int block = 0; block < size; block += 2 * half) {
                for (int i = 0; i < half; i++) {
                    int low = block + i;
                    int high = low + half;
                    double cosine = cosines[i * stride];
                    double sine = sines[i * stride];
                    double turnedReal = cosine * real[high] - sine * imaginary[high];
                    double turnedImaginary = cosine * imaginary[high] + sine * real[high];
                    real[high] = real[low] - turnedReal;
                    imaginary[high] = imaginary[low] - turnedImaginary;
                    real[low] += turnedReal;
                    imaginary[low] += turnedImaginary;
                }
            }
        }
    }

    void inverse(double[] real, double[] imaginary) {
        forward(imaginary, real);
        for (int i = 0; i < size; i++) {
            real[i] /= size;
            imaginary[i] /= size;
        }
    }

    private void reverseBits(double[] real, double[] imaginary) {
        int shift = Integer.numberOfLeadingZeros(size) + 1;
        for (int i = 1; i < size - 1; i++) {
            int j = Integer.reverse(i) >>> shift;
            if (i < j) {
                swap(real, i, j);
                swap(imaginary, i, j);
            }
        }
    }

    private static void swap(double[] values, int i, int j) {
        double value = values[i];
        values[i] = values[j];
        values[j] = value;
    }
}
