package io.tifl.experiments.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sends what {@code curl} would send to a coordinator. Answers must be those of success, unless the block's note says {@code
 * expect: 404} or another.
 */
final class CurlCommands implements Handling {
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private static final Pattern EXPECTED = Pattern.compile("expect: (\\d{3})");
    private static final Pattern OURS =
            Pattern.compile("(?:https?://)?(?:localhost|127\\.0\\.0\\.1|coordinator):8443(/.*)");

    /** With a value that does not matter here. */
    private static final Set<String> IGNORED_VALUES =
            Set.of("-o", "--output", "--cacert", "--max-time", "-m", "--retry", "-w", "--cert", "--key");

    private static final Set<String> IGNORED = Set.of(
            "-s",
            "-S",
            "-f",
            "-sS",
            "-fsS",
            "-sSf",
            "-sf",
            "-fs",
            "-fsSL",
            "-N",
            "-sN",
            "-L",
            "-k",
            "-i",
            "-v",
            "-g",
            "--fail",
            "--silent",
            "--no-buffer",
            "--location",
            "-sSL",
            "-O",
            "-LO",
            "-fsSLO");

    private String method = "";
    private Optional<String> url = Optional.empty();
    private final List<String> headers = new ArrayList<>();
    private BodyPublisher body = BodyPublishers.noBody();
    private boolean hasBody;

    @Override
    public String check(List<String> words, Page.Block block, Session session) throws Exception {
        CurlCommands one = new CurlCommands();
        one.read(words, session);
        String address = one.url.orElseThrow(() -> new IllegalArgumentException("curl without an address"));
        Matcher ours = OURS.matcher(address);
        if (!ours.matches()) {
            return "curl of another program's address, not sent";
        }
        return one.send(ours.group(1), block, session);
    }

    private void read(List<String> words, Session session) throws IOException {
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            switch (word) {
                case "-H", "--header" -> headers.add(words.get(++i));
                case "-X", "--request" -> method = words.get(++i);
                case "-d", "--data", "--data-binary", "--json" -> body(word, words.get(++i), session);
                default -> i += other(word);
            }
        }
    }

    /** @return how many words it takes besides */
    private int other(String word) {
        if (IGNORED_VALUES.contains(word)) {
            return 1;
        } else if (word.startsWith("-")) {
            if (!IGNORED.contains(word)) {
                throw new IllegalArgumentException("no rule for curl's option " + word);
            }
        } else if (url.isPresent()) {
            throw new IllegalArgumentException("curl with two addresses: " + url.orElseThrow() + " and " + word);
        } else {
            url = Optional.of(word);
        }
        return 0;
    }

    private void body(String option, String value, Session session) throws IOException {
        hasBody = true;
        if (option.equals("--json")) {
            headers.add("Content-Type: application/json");
        }
        body = value.startsWith("@")
                ? BodyPublishers.ofFile(session.file(value.substring(1)))
                : BodyPublishers.ofString(value);
    }

    private String send(String path, Page.Block block, Session session) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(session.coordinator() + path))
                .timeout(path.contains("events") ? Duration.ofSeconds(3) : Duration.ofSeconds(30))
                .method(method.isEmpty() ? hasBody ? "POST" : "GET" : method, body);
        for (String header : headers) {
            int colon = header.indexOf(':');
            request.header(
                    header.substring(0, colon), header.substring(colon + 1).strip());
        }
        try {
            HttpResponse<InputStream> answer = HTTP.send(request.build(), BodyHandlers.ofInputStream());
            try (InputStream in = answer.body()) {
                requireExpected(answer.statusCode(), in, block);
            }
            return "curl: sent, " + answer.statusCode();
        } catch (HttpTimeoutException silent) {
            if (!path.contains("events")) {
                throw silent;
            }
            return "curl: sent, a stream of events that says nothing before there is one";
        }
    }

    private static void requireExpected(int status, InputStream in, Page.Block block) throws IOException {
        Matcher expected = EXPECTED.matcher(block.note());
        boolean isExpected = expected.find() ? status == Integer.parseInt(expected.group(1)) : status / 100 == 2;
        if (!isExpected) {
            throw new IllegalArgumentException("answered with " + status + " "
                    + new String(in.readNBytes(2000), StandardCharsets.UTF_8)
                    + "; correct the command, or say before the block <!-- expect: " + status + " -->");
        }
    }
}
