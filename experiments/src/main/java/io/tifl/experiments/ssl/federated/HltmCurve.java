package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.ssl.hltm.LevelProfile;
import java.util.List;

/**
 * How a fleet came to know a tree.
 *
 * @param points before training, then after some rounds, judged on the common tree
 * @param own levels at the end, judged by all clients on their own trees
 */
record HltmCurve(List<Point> points, List<LevelProfile> own) {
    HltmCurve {
        points = List.copyOf(points);
        own = List.copyOf(own);
    }

    /**
     * A model that was judged.
     *
     * @param round how many rounds it has seen
     * @param loss of the last of them, the mean over clients; 0 before training
     * @param levels from the root's
     */
    record Point(int round, double loss, List<LevelProfile> levels) {
        Point {
            levels = List.copyOf(levels);
        }

        double top() {
            return levels.getFirst().correlation();
        }

        double gap() {
            return levels.getFirst().ceiling() - top();
        }
    }

    Point last() {
        return points.getLast();
    }
}
