package io.tifl.client.dl4j;

import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.layers.FrozenLayerWithBackprop;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * One Deeplearning4j network and what is needed to use it for client after client as if it were new each time. Confined to
 * one thread.
 *
 * <p>Parameters are read and written through the network's own flat buffer, which costs one memory copy. What a training
 * run leaves behind besides parameters is the optimiser's state, the counts of iterations and epochs, and the position of
 * the thread's random generator (dropout): {@link #prepare} sets all of them back.
 */
final class Network {
    private final Trainable net;
    private final MemorySegment parameters;
    private final Layout layout;
    private @Nullable LocalOptimizer optimizer;
    private @Nullable IUpdater rule;

    Network(Architecture architecture) {
        this(Trainable.of(architecture));
    }

    private Network(Trainable net) {
        this.net = net;
        keepFrozen(net);
        Model model = net.model();
        this.parameters = MemorySegment.ofBuffer(model.params().data().asNioFloat());
        this.layout = layoutOf(model);
        if (layout.size() != model.numParams()) {
            throw new IllegalStateException("the parameter table of the network holds " + layout.size()
                    + " values, its flat buffer " + model.numParams());
        }
    }

    // Deeplearning4j lets penalties move what it lets no gradient move.
    private static void keepFrozen(Trainable net) {
        for (Layer layer : net.layers()) {
            if (layer instanceof FrozenLayerWithBackprop && layer.conf().getLayer() instanceof BaseLayer frozen) {
                frozen.setRegularization(List.of());
                frozen.setRegularizationBias(List.of());
            }
        }
    }

    /** A new network with freshly drawn parameters; the same seed gives the same bits. */
    static Network initialised(Architecture architecture, long seed) {
        Nd4j.getRandom().setSeed(seed);
        return new Network(Trainable.seeded(architecture, seed));
    }

    Trainable net() {
        return net;
    }

    Layout layout() {
        return layout;
    }

    void load(Parameters values) {
        try {
            MemorySegment.copy(values.values(), 0, parameters, 0, parameters.byteSize());
        } finally {
            Reference.reachabilityFence(net);
        }
    }

    float[] values() {
        try {
            return parameters.toArray(Parameters.VALUE);
        } finally {
            // The buffer does not keep the network, and the collector frees the memory of a network nobody holds.
            Reference.reachabilityFence(net);
        }
    }

    Parameters copy() {
        return Parameters.owning(layout, values());
    }

    /** Makes the next step the first one of a new network with this optimiser, rate and dropout. */
    void prepare(LocalOptimizer next, double learningRate, long seed) {
        if (next != optimizer) {
            install(next, learningRate);
        } else {
            rule().setLrAndSchedule(learningRate, null);
        }
        INDArray state = net.updaterState();
        if (state != null) {
            state.assign(next.initialState());
        }
        net.restart();
        Nd4j.getRandom().setSeed(seed);
    }

    private IUpdater rule() {
        if (rule == null) {
            throw new IllegalStateException("no optimiser was installed");
        }
        return rule;
    }

    // One rule object shared by all layers: Deeplearning4j then updates as few blocks of the flat vector as it can, and
    // a
    // new rate needs to be set once. Its state is allocated here, not per client.
    private void install(LocalOptimizer next, double learningRate) {
        IUpdater shared = next.at(learningRate);
        for (Layer layer : net.layers()) {
            if (layer.conf().getLayer() instanceof BaseLayer trained) {
                trained.setIUpdater(shared);
                trained.setBiasUpdater(null);
            }
        }
        net.renewUpdater();
        rule = shared;
        optimizer = next;
    }

    // Deeplearning4j's table names weights before biases, its flat buffer has the bias of a convolution first:
    // addresses tell.
    private static Layout layoutOf(Model net) {
        List<Map.Entry<String, INDArray>> table =
                new ArrayList<>(net.paramTable().entrySet());
        table.sort(Comparator.comparingLong(Network::address));
        return new Layout(table.stream()
                .map(entry -> new Layout.Block(entry.getKey(), dimensions(entry.getValue())))
                .toList());
    }

    private static long address(Map.Entry<String, INDArray> entry) {
        return entry.getValue().data().addressPointer().address();
    }

    private static List<Integer> dimensions(INDArray values) {
        return Arrays.stream(values.shape()).mapToObj(Math::toIntExact).toList();
    }
}
