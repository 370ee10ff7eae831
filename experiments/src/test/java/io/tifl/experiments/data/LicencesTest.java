package io.tifl.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LicencesTest {
    @TempDir
    Path folder;

    @Test
    void aLicenceIsAskedForOnceAndAgainWhenItsWordsChange() throws IOException {
        List<String> asked = new ArrayList<>();
        Licences licences = new Licences(folder);

        licences.require("celeba", "not to be passed on", asked::add);
        licences.require("celeba", "not to be passed on", asked::add);
        licences.require("celeba", "may be passed on", asked::add);
        licences.require("mnist", "may be passed on", asked::add);

        assertThat(asked).containsExactly("not to be passed on", "may be passed on", "may be passed on");
    }

    @Test
    void whoeverDoesNotAgreeIsAskedAgain() throws IOException {
        Licences licences = new Licences(folder);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> licences.require("celeba", "non-commercial", _ -> false))
                .withMessageContaining("nothing was downloaded")
                .withMessageContaining("--accept-licence");

        assertThat(licences.isAccepted("celeba", "non-commercial")).isFalse();
    }
}
