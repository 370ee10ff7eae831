package io.tifl.experiments.advi.bound;

import io.tifl.experiments.advi.family.Mixture;
import io.tifl.protocol.Seed;
import java.util.random.RandomGenerator;

/** A sample from one component, with the noise that made it. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(int component, double[] noise, double[] point) {
    /** The samples of one estimate: T from each component, one component after the other, or T from the mixture. */
    static Sample[] draw(Mixture mixture, boolean stratified, int count, Seed seed) {
        RandomGenerator random = seed.generator();
        int components = stratified ? mixture.family().components() : 1;
        Sample[] samples = new Sample[components * count];
        for (int i = 0; i < samples.length; i++) {
            int component = stratified ? i / count : mixture.drawComponent(random);
            double[] noise = mixture.family().drawNoise(random);
            samples[i] = new Sample(component, noise, mixture.place(component, noise));
        }
        return samples;
    }
}
