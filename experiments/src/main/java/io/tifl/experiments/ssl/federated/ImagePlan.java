package io.tifl.experiments.ssl.federated;

import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;

/**
 * A fleet that learns features of images together, without their labels.
 *
 * @param clients that the images are dealt to
 * @param alpha of the Dirichlet distribution by which classes are dealt; 0 for equal shares
 * @param rounds of federated averaging
 * @param epochs of each client in a round
 * @param judgeEvery so many rounds, and before the first and after the last, the public probe looks
 * @param images that are dealt
 * @param publicImages labelled, by whose features those of as many test images are labelled
 */
public record ImagePlan(
        ModelSpec model,
        int clients,
        double alpha,
        int rounds,
        int epochs,
        int batch,
        double rate,
        int judgeEvery,
        int images,
        int publicImages) {
    public ImagePlan {
        if (clients < 1 || !(alpha >= 0) || rounds < 1 || epochs < 0 || judgeEvery < 1 || images < 2 * clients) {
            throw new IllegalArgumentException(
                    "expected 1 or more clients, rounds and judgeEvery, alpha and epochs of 0"
                            + " or more and 2 images or more for each client, got " + clients + ", " + rounds + ", "
                            + judgeEvery + ", " + alpha + ", " + epochs + " and " + images);
        }
    }

    /** Ten clients with few images each, and a network that is learnt in seconds. */
    static ImagePlan standard() {
        Settings model = Settings.none()
                .with("hidden", 128)
                .with("features", 128)
                .with("head", 128)
                .with("outputs", 64)
                .with("statistics", "summed");
        return new ImagePlan(new ModelSpec(ByolMlp.NAME, model), 10, 0.3, 10, 1, 50, 0.03, 5, 1500, 1000);
    }

    ImagePlan with(int otherClients, double otherAlpha) {
        return new ImagePlan(
                model, otherClients, otherAlpha, rounds, epochs, batch, rate, judgeEvery, images, publicImages);
    }

    ImagePlan with(ModelSpec other) {
        return new ImagePlan(other, clients, alpha, rounds, epochs, batch, rate, judgeEvery, images, publicImages);
    }

    /** What clients of {@code ssl-train} are asked. */
    Settings training(int forEpochs) {
        return Settings.none()
                .with("epochs", forEpochs)
                .with("batch-size", batch)
                .with("learning-rate", rate);
    }
}
