/** Runs for other programs: MLflow, TensorBoard, and tables as Parquet or CSV. */
@NullMarked
package io.tifl.experiments.export.run;

import org.jspecify.annotations.NullMarked;
