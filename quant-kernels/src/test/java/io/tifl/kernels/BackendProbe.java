package io.tifl.kernels;

/** Prints the backend of a fresh JVM, and that it computes. */
final class BackendProbe {
    private BackendProbe() {}

    public static void main(String[] args) {
        ExactSum sum = new ExactSum(9, FixedPoint.fitting(16, 16, 16));
        sum.add(Floats.readOnly(new float[] {2, 2, 2, 2, 2, 2, 2, 2, 2}), 1);
        sum.add(Floats.readOnly(new float[] {3, 3, 3, 3, 3, 3, 3, 3, 3}), 1);
        System.out.println(Backend.description());
        System.out.println("mean " + sum.mean(2)[8]);
    }
}
