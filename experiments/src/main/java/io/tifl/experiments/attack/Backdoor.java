package io.tifl.experiments.attack;

import io.tifl.aggregation.Ranges;
import io.tifl.client.Examples;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A backdoor (Gu et al., "BadNets", 2017; Bagdasaryan et al., "How To Backdoor Federated Learning", AISTATS 2020): images with a
 * bright square in the lower right corner shall be taken for one class. Attackers give a part of their examples square and
 * label, train as ordered, and enlarge the update. The rest of the examples keeps accuracy up, so only the rate at which
 * test images with a square are misread shows it.
 *
 * <p>Settings: {@code target} (0), the class; {@code side} (4) of the square; {@code share} (0.5) of an attacker's examples;
 * {@code scale} (2) of the update.
 */
public final class Backdoor implements Attack {
    private static final Set<String> SETTINGS = Set.of("target", "side", "share", "scale");

    private final int target;
    private final int side;
    private final double share;
    private final double scale;

    /** With the settings in parentheses. */
    public Backdoor() {
        this(0, 4, 0.5, 2);
    }

    private Backdoor(int target, int side, double share, double scale) {
        this.target = Ranges.atLeast("target", 0, target);
        this.side = Ranges.atLeast("side", 1, side);
        this.share = Ranges.fraction("share", share);
        this.scale = Ranges.positive("scale", scale);
    }

    @Override
    public String name() {
        return "backdoor";
    }

    @Override
    public Backdoor configured(Settings settings) {
        settings.requireOnly(SETTINGS);
        return new Backdoor(
                settings.integer("target", target),
                settings.integer("side", side),
                settings.real("share", share),
                settings.real("scale", scale));
    }

    @Override
    public Examples poisoned(Examples train) {
        return marked(train, share);
    }

    @Override
    public Parameters forged(Scene scene) {
        return Vectors.of(scene.own().layout(), i -> scale * scene.own().get(i));
    }

    @Override
    public Optional<Examples> probe(Examples test) {
        int[] others = IntStream.range(0, test.size())
                .filter(row -> test.label(row) != target)
                .toArray();
        return Optional.of(marked(test.subset(others), 1));
    }

    /** A part of the examples, evenly spread, with square and label. */
    private Examples marked(Examples examples, double part) {
        List<Integer> shape = examples.featureShape();
        if (shape.size() != 3 || shape.get(1) < side || shape.get(2) < side) {
            throw new IllegalArgumentException("attack backdoor marks images of at least " + side + " by " + side
                    + ", got examples of shape " + shape);
        }
        if (target >= examples.classes()) {
            throw new IllegalArgumentException("attack backdoor wants class " + target + " of " + examples.classes());
        }
        return new AlteredExamples(examples) {
            private boolean isMarked(int row) {
                return (long) ((row + 1) * part) > (long) (row * part);
            }

            @Override
            public void features(int row, float[] into, int offset) {
                super.features(row, into, offset);
                if (isMarked(row)) {
                    mark(into, offset, shape);
                }
            }

            @Override
            public int label(int row) {
                return isMarked(row) ? target : super.label(row);
            }
        };
    }

    private void mark(float[] into, int offset, List<Integer> shape) {
        int height = shape.get(1);
        int width = shape.get(2);
        for (int channel = 0; channel < shape.getFirst(); channel++) {
            for (int y = height - side; y < height; y++) {
                for (int x = width - side; x < width; x++) {
                    into[offset + (channel * height + y) * width + x] = 1;
                }
            }
        }
    }
}
