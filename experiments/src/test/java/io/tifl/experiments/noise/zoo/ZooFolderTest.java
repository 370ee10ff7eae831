package io.tifl.experiments.noise.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.compiled.CompiledLearnerFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooFolderTest {
    private static final ZooEntry ENTRY =
            Generated.zoo().only(List.of("vgg6-bn")).entries().getFirst();

    private final List<String> told = new ArrayList<>();

    @TempDir
    private Path folder;

    private ZooData.Split data;
    private ZooFolder zoo;

    @BeforeEach
    void open() throws Exception {
        data = Generated.data().load("cifar10", 60, 40);
        zoo = new ZooFolder(folder, new CompiledLearnerFactory(), told::add);
    }

    private Path file(String ending) {
        return folder.resolve("vgg6-bn-seed-1." + ending);
    }

    @Test
    void networkIsTrainedOnceAndSaysWhereItComesFrom() throws Exception {
        TrainedModel first = zoo.get(ENTRY, 1, data);
        assertThat(told).hasSize(2).first().asString().contains("training on 60 examples of cifar10");
        told.clear();

        TrainedModel again = zoo.get(ENTRY, 1, data);

        assertThat(again).isEqualTo(first);
        assertThat(told).isEmpty();
        assertThat(Files.readString(file("json")))
                .contains(
                        data.sha256(), first.parameters().sha256(), "\"batch-norm\"", "\"epochs\" : 2", "\"version\"");
    }

    @Test
    void trainingHasTheSameBitsAgainAndOthersWithAnotherSeed() throws Exception {
        TrainedModel first = zoo.get(ENTRY, 1, data);
        Files.delete(file("json"));

        TrainedModel again = zoo.get(ENTRY, 1, data);

        assertThat(again.parameters()).isEqualTo(first.parameters());
        assertThat(zoo.get(ENTRY, 2, data).parameters()).isNotEqualTo(first.parameters());
        assertThat(zoo.get(ENTRY, 1, data).parameters()).isEqualTo(first.parameters());
    }

    @Test
    void damagedWeightsAreTrainedAgain() throws Exception {
        TrainedModel first = zoo.get(ENTRY, 1, data);
        byte[] weights = Files.readAllBytes(file("weights"));
        weights[17] ^= 1;
        Files.write(file("weights"), weights);
        told.clear();

        assertThat(zoo.get(ENTRY, 1, data).parameters()).isEqualTo(first.parameters());
        assertThat(told).hasSize(3).first().asString().contains("is damaged and is replaced", "checksum");
        told.clear();
        assertThat(zoo.get(ENTRY, 1, data).parameters()).isEqualTo(first.parameters());
        assertThat(told).isEmpty();
    }

    @Test
    void truncatedWeightsAndACardWithoutThemAreTold() throws Exception {
        zoo.get(ENTRY, 1, data);
        Files.write(file("weights"), new byte[12]);
        told.clear();
        zoo.get(ENTRY, 1, data);
        assertThat(told).first().asString().contains("got 12");

        Files.delete(file("weights"));
        told.clear();
        zoo.get(ENTRY, 1, data);
        assertThat(told).first().asString().contains("there is no vgg6-bn-seed-1.weights");

        Files.writeString(file("json"), "{\"origin\":");
        told.clear();
        zoo.get(ENTRY, 1, data);
        assertThat(told).first().asString().contains("not a model's card");
    }

    @Test
    void networkOfAnotherRecipeOrOtherExamplesIsTrainedAgain() throws Exception {
        TrainedModel first = zoo.get(ENTRY, 1, data);
        told.clear();
        ZooEntry longer = ENTRY.trainedBy(new Recipe(60, 40, 3, 20, 1e-2, true));

        assertThat(zoo.get(longer, 1, data).parameters()).isNotEqualTo(first.parameters());
        assertThat(told).first().asString().contains("of another origin", "epochs=3", "epochs=2");

        told.clear();
        zoo.get(longer, 1, Generated.data().load("cifar10", 60, 39));
        assertThat(told).first().asString().contains("of another origin");
    }
}
