package io.tifl.client.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tifl.protocol.Settings;
import org.deeplearning4j.nn.layers.convolution.ConvolutionLayer;
import org.deeplearning4j.nn.layers.convolution.subsampling.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class OneDnnTest {
    @Test
    void convolutionsRunOnOneDnnWhereTheNativeLibraryHasIt() {
        assumeTrue(
                System.getProperty("java.class.path").contains("-onednn"),
                "skipped: the native library of this system comes without oneDNN");
        Network network = new Network(new MnistCnn().blueprint(Settings.none()).architecture());
        network.net().output(Nd4j.zeros(1, 1, 28, 28));

        assertThat(((ConvolutionLayer) network.net().layers()[0]).getHelper())
                .isNotNull()
                .extracting(helper -> helper.getClass().getSimpleName())
                .isEqualTo("MKLDNNConvHelper");
        assertThat(((SubsamplingLayer) network.net().layers()[2]).getHelper()).isNotNull();
    }
}
