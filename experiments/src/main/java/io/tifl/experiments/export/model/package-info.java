/** Models from and to the files of other programs: Deeplearning4j, Keras and ONNX. */
@NullMarked
package io.tifl.experiments.export.model;

import org.jspecify.annotations.NullMarked;
