package io.tifl.experiments.benchmark.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerReaderTest {
    private final AnswerReader reader = new AnswerReader();

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private HttpAnswer whole(String text) throws IOException {
        ByteBuffer bytes = bytes(text);
        HttpAnswer answer = reader.read(bytes);
        assertThat(answer).as("answer").isNotNull();
        assertThat(bytes.hasRemaining()).as("something is left").isFalse();
        return Objects.requireNonNull(answer);
    }

    private static String text(HttpAnswer answer) {
        return new String(answer.body(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void countedBodyEndsWhereItsLengthSays() throws IOException {
        HttpAnswer answer = whole("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-TIFL-Stages: batching=1\r\n\r\nhello");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(text(answer)).isEqualTo("hello");
        assertThat(answer.stages()).isEqualTo("batching=1");
        assertThat(answer.keeps()).isTrue();
    }

    @Test
    void sameAnswersInWhateverPiecesTheyCome() throws IOException {
        String three = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\none"
                + "HTTP/1.1 503 Full\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\ntwo\r\nA\r\n0123456789\r\n0\r\nTrailer: 1\r\n\r\n"
                + "HTTP/1.1 204 None\r\nConnection: close\r\n\r\n";
        List<String> expected = List.of("200 one true", "503 two0123456789 true", "204  false");
        for (int piece = 1; piece <= three.length(); piece++) {
            assertThat(read(three, piece)).as("pieces of %d", piece).isEqualTo(expected);
        }
    }

    private static List<String> read(String text, int piece) throws IOException {
        AnswerReader reader = new AnswerReader();
        List<String> answers = new ArrayList<>();
        for (int from = 0; from < text.length(); from += piece) {
            ByteBuffer bytes = bytes(text.substring(from, Math.min(text.length(), from + piece)));
            for (HttpAnswer answer = reader.read(bytes); answer != null; answer = reader.read(bytes)) {
                answers.add(answer.status() + " " + text(answer) + " " + answer.keeps());
            }
        }
        return answers;
    }

    @Test
    void bodyWithoutLengthEndsWithTheConnection() throws IOException {
        assertThat(reader.read(bytes("HTTP/1.0 200 OK\r\n\r\nsome"))).isNull();
        assertThat(reader.read(bytes("thing"))).isNull();
        HttpAnswer answer = reader.end();

        assertThat(answer).isNotNull();
        assertThat(text(Objects.requireNonNull(answer))).isEqualTo("something");
        assertThat(answer.keeps()).isFalse();
    }

    @Test
    void connectionThatEndsTooEarlyHasNoAnswer() throws IOException {
        assertThat(reader.hasBegun()).isFalse();
        @Nullable HttpAnswer none = reader.read(bytes("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort"));

        assertThat(none).isNull();
        assertThat(reader.hasBegun()).isTrue();
        assertThat(reader.end()).isNull();
    }

    @Test
    void connectionsOfHttp10AreKeptOnlyWhereTheServerSaysSo() throws IOException {
        assertThat(whole("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keeps())
                .isFalse();
        assertThat(whole("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n")
                        .keeps())
                .isTrue();
    }

    @Test
    void ofLongBodiesOnlyTheBeginningIsKept() throws IOException {
        assertThat(whole("HTTP/1.1 500 Bad\r\nContent-Length: 100000\r\n\r\n" + "x".repeat(100_000))
                        .body())
                .hasSize(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2x0 OK\r\n\r\n",
                "HTTP/1.1 -12 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno header\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"
            })
    void nonsenseIsAnError(String text) {
        assertThatIOException().isThrownBy(() -> reader.read(bytes(text))).withMessageContaining("'");
    }

    @Test
    void headWithoutEndIsAnErrorBeforeItFillsTheMemory() {
        assertThatIOException()
                .isThrownBy(() -> reader.read(bytes("HTTP/1.1 200 OK\r\nx: " + "y".repeat(70_000))))
                .withMessageContaining("65536 bytes");
    }
}
