package io.tifl.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LicencesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Apache-2.0",
                "MIT",
                "BSD-2-Clause",
                "EPL-2.0",
                "The Apache Software License, Version 2.0",
                "EPL-2.0 OR GPL-2.0"
            })
    void permittedLicencesPass(String licence) {
        assertThat(new Licences(Map.of()).refused(List.of(component(licence)))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GPL-3.0-only", "AGPL-3.0", "MPL-2.0", "SSPL-1.0", "Commercial", "Limited licence"})
    void othersAreRefused(String licence) {
        assertThat(new Licences(Map.of()).refused(List.of(component(licence))))
                .containsExactly("g:a 1 [" + licence + "]");
    }

    @Test
    void aComponentWithoutALicenceIsRefused() {
        assertThat(new Licences(Map.of()).refused(List.of(new Licences.Component("g:a", "1", List.of()))))
                .hasSize(1);
    }

    @Test
    void ofSeveralLicencesOneSuffices() {
        assertThat(new Licences(Map.of())
                        .refused(List.of(new Licences.Component("g:a", "1", List.of("LGPL-2.1", "EPL-1.0")))))
                .isEmpty();
    }

    @Test
    void namedExceptionsPassAndAreReported() {
        Licences licences = new Licences(Map.of("g:a", "asked and granted"));

        assertThat(licences.refused(List.of(component("MPL-2.0")))).isEmpty();
        assertThat(licences.report(List.of(component("MPL-2.0"))))
                .contains("| g:a | 1 | MPL-2.0 |", "`g:a`: asked and granted");
    }

    @Test
    void aBillOfMaterialsIsRead() throws Exception {
        Path bom = Files.writeString(folder.resolve("bom.json"), """
                {"components": [{"group": "g", "name": "a", "version": "1", "licenses": [{"license": {"id": "MIT"}}]},
                  {"group": "g", "name": "b", "version": "2", "licenses": [{"expression": "MIT OR EPL-2.0"}]}]}
                """);

        assertThat(Licences.read(bom))
                .containsExactly(
                        new Licences.Component("g:a", "1", List.of("MIT")),
                        new Licences.Component("g:b", "2", List.of("MIT OR EPL-2.0")));
    }

    @Test
    void anEmptyBillIsAnErrorNotAPass() throws Exception {
        Path bom = Files.writeString(folder.resolve("bom.json"), "{}");

        assertThatIOException().isThrownBy(() -> Licences.read(bom)).withMessageContaining("no components");
    }

    @Test
    void anExceptionWithoutAReasonIsRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("exceptions.txt"), "# why\ng:a\n");

        assertThatIOException().isThrownBy(() -> Licences.exceptions(file)).withMessageContaining("'g:a'");
    }

    private static Licences.Component component(String licence) {
        return new Licences.Component("g:a", "1", List.of(licence));
    }
}
