package io.tifl.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobIdTest {
    @ParameterizedTest
    @CsvSource({"digits, digits", "digits:evaluate, digits", "digits:secure:1, digits", ":x, :x", ":x:evaluate, :x"})
    void partsBelongToTheJobTheyAreNamedAfter(String job, String whole) {
        assertThat(new JobId(job).whole()).isEqualTo(new JobId(whole));
    }
}
