package io.tifl.kernels;

/** Prints what computes products in a fresh JVM, and a product. */
final class GemmProbe {
    private GemmProbe() {}

    public static void main(String[] args) {
        int[] product = new int[1];
        PackedWeights.pack(new byte[] {1, -2, 3}, 3, 1)
                .int32()
                .multiply(Rows.of(new byte[] {4, 5, (byte) 255}, 1), Rows.of(product, 1));
        System.out.println(PackedWeights.backend());
        System.out.println("product " + product[0]);
    }
}
