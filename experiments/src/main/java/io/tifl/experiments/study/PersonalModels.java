package io.tifl.experiments.study;

import io.tifl.client.task.ClientMemory;
import io.tifl.client.task.Ditto;
import io.tifl.client.task.PersonalModel;
import io.tifl.protocol.ClientId;
import io.tifl.protocol.ControlledModel;
import io.tifl.protocol.JobId;
import io.tifl.protocol.LayerSelection;
import io.tifl.protocol.Parameters;

/**
 * The models that clients use: the shared layers, and each client's own as its last counted reply left them. Thread-safe.
 *
 * @param selection of the layers that clients keep to themselves
 * @param first whole model, whose layers a client has that never trained
 * @param ditto whether each client has a whole model of its own besides
 */
record PersonalModels(LayerSelection selection, Parameters first, boolean ditto, ClientMemory memory, JobId job) {
    /** The shared layers of what a round sends. */
    static Parameters sharedOf(Parameters model) {
        return ControlledModel.modelOf(model);
    }

    Parameters of(ClientId client, Parameters shared) {
        if (selection.isEmpty()) {
            return shared;
        }
        Parameters initial = selection.privateOf(first);
        Parameters own =
                PersonalModel.own(memory.settled(job, client), initial.layout()).orElse(initial);
        return selection.joined(first.layout(), shared, own);
    }

    /** A client's own model beside the shared one, which it is for a client that never trained. */
    Parameters dittoOf(ClientId client, Parameters shared) {
        return Ditto.model(memory.settled(job, client), shared.layout()).orElse(shared);
    }
}
