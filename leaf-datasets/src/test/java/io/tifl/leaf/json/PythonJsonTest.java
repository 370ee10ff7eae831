package io.tifl.leaf.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The expected texts are Python's. */
class PythonJsonTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0.0",
        "0.001, 0.001",
        "0.00099, 0.00099",
        "9999999.5, 9999999.5",
        "10000000, 10000000.0",
        "0.3, 0.3",
        "-0.0, -0.0",
        "1, 1.0",
        "0.1, 0.1",
        "-2.5, -2.5",
        "0.0001, 0.0001",
        "0.00001, 1e-05",
        "0.000012345, 1.2345e-05",
        "123456789012345680, 1.2345678901234568e+17",
        "9999999999999998, 9999999999999998.0",
        "10000000000000000, 1e+16",
        "1e22, 1e+22",
        "2e-323, 2e-323",
        "4.9e-324, 5e-324",
        "1.7976931348623157e308, " + "1.7976931348623157e+308",
        "2e23, 2e+23",
        "100, 100.0",
        "-1.6807978879224568, -1.6807978879224568",
        "0.00392156862745098, 0.00392156862745098",
        "8.41e21, 8.41e+21",
        "9.5e-7, 9.5e-07"
    })
    void numbersAreWrittenAsPythonShowsThem(String value, String expected) {
        assertThat(PythonJson.repr(Double.parseDouble(value))).isEqualTo(expected);
    }

    @Test
    void stringsAreWrittenInAscii() {
        assertThat(PythonJson.quoted("a \"b\" \\ / \n\r\t\f\b\u0001 \u007f é 😀"))
                .isEqualTo("\"a \\\"b\\\" \\\\ / \\n\\r\\t\\f\\b\\u0001 \\u007f \\u00e9 \\ud83d\\ude00\""
                        .replace("\\u007f", "\u007f"));
    }
}
