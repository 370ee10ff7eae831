package io.tifl.experiments.documentation;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import tools.jackson.databind.JsonNode;

/**
 * The page of the operators' interface: what the OpenAPI document of a live coordinator says, which role each request needs, as
 * found by asking, and with which codes it may be refused, as its controller's source says.
 */
final class RestReference {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");
    private static final Pattern TAG = Pattern.compile("@(?:io\\.[\\w.]+\\.)?Tag\\(name = \"(\\w+)\"\\)");
    private static final Pattern WITH_STATUS = Pattern.compile("HttpStatus\\.(\\w+),\\s*\"([a-z-]+)\"");
    private static final Pattern CONFLICT = Pattern.compile("Refusal\\.conflict\\(\\s*\"([a-z-]+)\"");

    private final Session session;
    private final JsonNode api;
    private final Map<String, String> tokens = new LinkedHashMap<>();
    private final Markdown page = new Markdown();

    private RestReference(Session session) throws IOException, InterruptedException {
        this.session = session;
        this.api = session.administrator("GET", "/v1/openapi");
        for (String role : List.of("viewer", "operator", "admin")) {
            JsonNode issued = session.administrator("POST", "/v1/operators?name=" + role + "&role=" + role);
            tokens.put(role, issued.path("token").asString());
        }
    }

    static String page(Session session) throws IOException, InterruptedException {
        RestReference reference = new RestReference(session);
        reference.write();
        return reference.page.toString();
    }

    private void write() throws IOException, InterruptedException {
        page.heading(1, "REST interface for operators")
                .paragraph(
                        "Generated from a live coordinator; do not edit. The same is at `/v1/openapi`, and to click through at"
                                + " `/docs`. Devices speak another protocol, [HTTP for devices](../http-api.md).")
                .paragraph(
                        "Requests carry `Authorization: Bearer TOKEN`. A role may do what those before it may: viewer, operator,"
                                + " admin. Without a token, or with one that is not good, the answer is 401; with one whose role does not"
                                + " suffice, 403. More than `tifl.requests-per-second` are answered with 429 and `Retry-After`; a body of more"
                                + " than 256 KiB with 413. Refusals are problem details (RFC 9457) with a `code`, which does not change, and a"
                                + " `detail` in words, which may. Lists take `limit`, and `after`, the last name of the page before.");
        for (Map.Entry<String, Map<String, JsonNode>> group : groups().entrySet()) {
            page.heading(2, group.getKey());
            for (Map.Entry<String, JsonNode> operation : group.getValue().entrySet()) {
                operation(operation.getKey(), operation.getValue());
            }
            page.table(List.of("code of a refusal", "status"), refusals(group.getKey()));
        }
        page.heading(2, "Common refusals").table(List.of("code", "status"), codes(advice()));
        page.heading(2, "Objects");
        for (Map.Entry<String, JsonNode> schema :
                sorted(api.path("components").path("schemas")).entrySet()) {
            if (!schema.getKey().equals("SseEmitter")) {
                object(schema.getKey(), schema.getValue());
            }
        }
    }

    private static Map<String, JsonNode> sorted(JsonNode object) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.properties().forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }

    /** Operations by tag, then by path and method. */
    private Map<String, Map<String, JsonNode>> groups() {
        Map<String, Map<String, JsonNode>> groups = new TreeMap<>();
        sorted(api.path("paths")).forEach((path, operations) -> {
            for (String method : METHODS) {
                JsonNode operation = operations.path(method);
                if (!operation.isMissingNode()) {
                    groups.computeIfAbsent(operation.path("tags").path(0).asString(), _ -> new LinkedHashMap<>())
                            .put(method.toUpperCase(Locale.ROOT) + " " + path, operation);
                }
            }
        });
        return groups;
    }

    private void operation(String request, JsonNode operation) throws IOException, InterruptedException {
        page.heading(3, Markdown.code(request));
        page.paragraph(Markdown.plain(operation.path("summary").asString()) + ". Role: " + role(request) + ".");
        List<List<String>> parameters = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            JsonNode schema = parameter.path("schema");
            parameters.add(List.of(
                    Markdown.code(parameter.path("name").asString()),
                    parameter.path("in").asString(),
                    type(schema),
                    parameter.path("required").asBoolean()
                            ? "required"
                            : Markdown.code(schema.path("default").asString(""))));
        }
        page.table(List.of("parameter", "in", "type", "default"), parameters);
        JsonNode body = operation.path("requestBody").path("content");
        if (!body.isMissingNode()) {
            page.paragraph("Body: " + String.join(", ", sorted(body).keySet()) + ".");
        }
        operation
                .path("responses")
                .properties()
                .forEach(answer -> page.paragraph(answer(answer.getKey(), answer.getValue())));
    }

    private static String answer(String status, JsonNode answer) {
        JsonNode content = answer.path("content");
        if (content.isEmpty()) {
            return "Answer: " + status + ", nothing.";
        }
        String kind = content.propertyNames().iterator().next();
        String as = kind.equals("*/*") ? "application/json" : kind;
        String what = kind.startsWith("text/event-stream") || kind.equals("application/octet-stream")
                ? ""
                : ", " + type(content.path(kind).path("schema"));
        return "Answer: " + status + " " + as + what + ".";
    }

    private static String type(JsonNode schema) {
        String reference = schema.path("$ref").asString("");
        if (!reference.isEmpty()) {
            String name = reference.substring(reference.lastIndexOf('/') + 1);
            return "[" + name + "](#" + Anchors.slug(name) + ")";
        }
        String type = schema.path("type").asString("any");
        if (type.equals("array")) {
            return "list of " + type(schema.path("items"));
        }
        if (type.equals("object") && schema.has("additionalProperties")) {
            return "object of " + type(schema.path("additionalProperties"));
        }
        String format = schema.path("format").asString("");
        return format.isEmpty() ? type : type + " (" + format + ")";
    }

    private void object(String name, JsonNode schema) {
        page.heading(3, name);
        List<List<String>> fields = new ArrayList<>();
        schema.path("properties")
                .properties()
                .forEach(field -> fields.add(List.of(Markdown.code(field.getKey()), type(field.getValue()))));
        page.table(List.of("field", "type"), fields);
    }

    /** The least role whose token is not turned away. */
    private String role(String request) throws IOException, InterruptedException {
        if (isLetThrough(request, "")) {
            return "none";
        }
        for (Map.Entry<String, String> token : tokens.entrySet()) {
            if (isLetThrough(request, token.getValue())) {
                return token.getKey();
            }
        }
        throw new IllegalStateException("not even an admin may " + request);
    }

    private boolean isLetThrough(String request, String token) throws IOException, InterruptedException {
        String[] parts = request.replaceAll("\\{\\w+}", "1").split(" ", 2);
        HttpRequest.Builder asked = HttpRequest.newBuilder(session.coordinator().resolve(parts[1]))
                .header("Content-Type", "application/yaml")
                .timeout(Duration.ofSeconds(5))
                .method(parts[0], HttpRequest.BodyPublishers.ofString(""));
        if (!token.isEmpty()) {
            asked.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<InputStream> answer = HTTP.send(asked.build(), BodyHandlers.ofInputStream());
            answer.body().close();
            return !Set.of(401, 403).contains(answer.statusCode());
        } catch (HttpTimeoutException _) {
            return true; // a stream of events that says nothing before there is one
        }
    }

    private static List<List<String>> refusals(String tag) throws IOException {
        StringBuilder source = new StringBuilder();
        for (Path file : MavenCommands.files("*Controller.java")) {
            String text = Files.readString(file);
            Matcher said = TAG.matcher(text);
            if (said.find() && said.group(1).equals(tag)) {
                source.append(text);
                for (Path near : MavenCommands.files("*Advice.java")) {
                    if (near.getParent().equals(file.getParent()) && !near.endsWith("ProblemAdvice.java")) {
                        source.append(Files.readString(near));
                    }
                }
            }
        }
        if (tag.equals("Jobs")) {
            source.append(advice());
        }
        return codes(source.toString());
    }

    private static String advice() throws IOException {
        return Files.readString(MavenCommands.files("ProblemAdvice.java").getFirst());
    }

    private static List<List<String>> codes(String source) {
        Map<String, Integer> codes = new TreeMap<>();
        for (Matcher found = WITH_STATUS.matcher(source); found.find(); ) {
            codes.put(found.group(2), HttpStatus.valueOf(found.group(1)).value());
        }
        for (Matcher found = CONFLICT.matcher(source); found.find(); ) {
            codes.put(found.group(1), 409);
        }
        if (source.contains("Refusal.notFound(")) {
            codes.put("not-found", 404);
        }
        if (source.contains("RefusedSubmissionException.Code")) {
            Set<String> refused = new TreeSet<>(Set.of("name-taken", "still-open"));
            refused.forEach(code -> codes.put(code, 409));
            codes.put("queue-full", 429);
        }
        return codes.entrySet().stream()
                .map(code -> List.of(Markdown.code(code.getKey()), String.valueOf(code.getValue())))
                .toList();
    }
}
