package io.tifl.client.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.tifl.client.Learner;
import io.tifl.client.LocalData;
import io.tifl.client.TrainingPlan;
import io.tifl.client.dl4j.Dl4jLearnerFactory;
import io.tifl.protocol.LayerSelection;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PersonalModelTest {
    private static final LayerSelection HEAD = LayerSelection.parse("head");
    private static final Settings SETTINGS =
            Settings.none().with("private-layers", "head").with("private-seed", 5);
    private static final TrainingPlan PLAN = new TrainingPlan(2, 4, 0.1, "sgd", 0, 3);

    private final LocalData data = Orders.data();
    private final Learner learner = new Dl4jLearnerFactory().open(MLP);

    private static final ModelSpec MLP = new ModelSpec(
            "mlp", Settings.none().with("inputs", 2).with("hidden", 3).with("classes", 2));

    @AfterEach
    void close() {
        learner.close();
    }

    private PersonalModel model(Kept kept) {
        return PersonalModel.of(SETTINGS, new LocalTask.Context(() -> learner, data, _ -> {}, () -> kept));
    }

    @Test
    void aNewClientTrainsTheWholeModelAsIfNothingWerePrivateAndSendsTheSharedLayers() throws Exception {
        Parameters first = learner.initial(5);
        PersonalModel model = model(Kept.nothing());

        Learner.Trained trained = model.train(HEAD.sharedOf(first), data.train(), PLAN);

        Parameters whole = learner.train(first, data.train(), PLAN).parameters();
        assertThat(trained.parameters()).isEqualTo(HEAD.sharedOf(whole));
        assertThat(model.keeping(Kept.nothing()).vectors().values()).containsExactly(HEAD.privateOf(whole));
        assertThat(model.evaluate(trained.parameters(), data.test())).isEqualTo(learner.evaluate(whole, data.test()));
    }

    @Test
    void whatAClientKeptIsWhereItGoesOn() throws Exception {
        Parameters first = learner.initial(5);
        PersonalModel before = model(Kept.nothing());
        Learner.Trained once = before.train(HEAD.sharedOf(first), data.train(), PLAN);
        Kept kept = before.keeping(Kept.nothing());

        Learner.Trained twice = model(kept).train(once.parameters(), data.train(), PLAN);

        Parameters whole = learner.train(first, data.train(), PLAN).parameters();
        Parameters further = learner.train(whole, data.train(), PLAN).parameters();
        assertThat(twice.parameters()).isEqualTo(HEAD.sharedOf(further));
    }

    @Test
    void layersThatWereKeptForAnotherModelAreNotUsed() throws Exception {
        Parameters first = learner.initial(5);
        PersonalModel stranger = model(Kept.nothing().with("own-layers", first));

        assertThat(stranger.evaluate(HEAD.sharedOf(first), data.test()))
                .isEqualTo(learner.evaluate(first, data.test()));
    }
}
