package io.tifl.experiments.noise.study;

import io.tifl.experiments.reproduce.StudyPart;
import java.util.List;

/** A part that needs networks. */
interface NoisePart extends StudyPart {
    /** Names of the networks it cannot do without. */
    List<String> needs();
}
