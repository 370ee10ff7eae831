package io.tifl.experiments.network;

import java.util.Arrays;

/** Jacobi's rotations for symmetric matrices of some hundred rows (Golub and Van Loan, Matrix Computations, section 8.5). */
final class Jacobi {
    private static final int MAX_SWEEPS = 60;

    private Jacobi() {}

    static double[] eigenvalues(Matrix symmetric) {
        double[][] a = mirrored(symmetric);
        int sweeps = 0;
        while (sweeps < MAX_SWEEPS && sweep(a)) {
            sweeps++;
        }
        double[] values = new double[a.length];
        Arrays.setAll(values, i -> a[i][i]);
        Arrays.sort(values);
        return values;
    }

    private static double[][] mirrored(Matrix symmetric) {
        int n = symmetric.rows();
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                a[i][j] = symmetric.at(i, j);
                a[j][i] = a[i][j];
            }
        }
        return a;
    }

    // Whether anything off the diagonal still counted beside it.
    private static boolean sweep(double[][] a) {
        boolean turned = false;
        for (int p = 0; p < a.length; p++) {
            for (int q = p + 1; q < a.length; q++) {
                if (Math.abs(a[p][q]) > 1e-17 * (Math.abs(a[p][p]) + Math.abs(a[q][q]))) {
                    rotate(a, p, q);
                    turned = true;
                }
            }
        }
        return turned;
    }

    private static void rotate(double[][] a, int p, int q) {
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
        double c = 1 / Math.hypot(t, 1);
        double s = t * c;
        for (int k = 0; k < a.length; k++) {
            double left = a[k][p];
            double right = a[k][q];
            a[k][p] = c * left - s * right;
            a[k][q] = s * left + c * right;
        }
        for (int k = 0; k < a.length; k++) {
            double upper = a[p][k];
            double lower = a[q][k];
            a[p][k] = c * upper - s * lower;
            a[q][k] = s * upper + c * lower;
        }
        a[p][q] = 0;
        a[q][p] = 0;
    }
}
