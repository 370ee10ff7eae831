package io.tifl.distribution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** Go templates as far as the chart uses them: define, include, if, else, pipelines of a dozen functions. */
final class Template {
    private static final Pattern ACTION = Pattern.compile("\\{\\{(-?)\\s*(.*?)\\s*(-?)}}", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\(|\\)|\\||[^\\s()|]+");

    private final Map<String, List<Piece>> defined = new HashMap<>();

    /** Text, or an action without its braces. */
    private record Piece(String text, boolean action) {}

    void parse(String name, String source) {
        List<Piece> file = new ArrayList<>();
        List<Piece> target = file;
        int depth = 0;
        for (Piece piece : pieces(source)) {
            if (piece.action && piece.text.startsWith("define ")) {
                target = new ArrayList<>();
                defined.put(unquoted(piece.text.substring(7).strip()), target);
            } else if (piece.action && piece.text.equals("end") && depth == 0) {
                target = file;
            } else {
                depth += piece.action && piece.text.startsWith("if ")
                        ? 1
                        : piece.action && piece.text.equals("end") ? -1 : 0;
                target.add(piece);
            }
        }
        defined.put(name, file);
    }

    private static List<Piece> pieces(String source) {
        List<Piece> pieces = new ArrayList<>();
        Matcher action = ACTION.matcher(source);
        int from = 0;
        boolean trim = false;
        while (action.find()) {
            String text = source.substring(from, action.start());
            text = trim ? text.stripLeading() : text;
            pieces.add(new Piece(action.group(1).isEmpty() ? text : text.stripTrailing(), false));
            pieces.add(new Piece(action.group(2), true));
            trim = !action.group(3).isEmpty();
            from = action.end();
        }
        String rest = source.substring(from);
        pieces.add(new Piece(trim ? rest.stripLeading() : rest, false));
        return pieces;
    }

    String run(String name, Map<String, Object> scope) {
        List<Piece> pieces = defined.get(name);
        if (pieces == null) {
            throw new IllegalArgumentException("no template is named " + name);
        }
        StringBuilder out = new StringBuilder();
        List<Boolean> shown = new ArrayList<>();
        for (Piece piece : pieces) {
            boolean visible = !shown.contains(false);
            if (!piece.action) {
                out.append(visible ? piece.text : "");
            } else if (piece.text.startsWith("if ")) {
                shown.add(!visible || isTrue(value(piece.text.substring(3), scope)));
            } else if (piece.text.equals("else")) {
                shown.addLast(!shown.removeLast());
            } else if (piece.text.equals("end")) {
                shown.removeLast();
            } else if (visible) {
                out.append(Objects.requireNonNullElse(value(piece.text, scope), ""));
            }
        }
        return out.toString();
    }

    private @Nullable Object value(String expression, Map<String, Object> scope) {
        List<String> words =
                WORD.matcher(expression).results().map(r -> r.group()).toList();
        return new Reader(words, scope).pipeline();
    }

    private static boolean isTrue(@Nullable Object value) {
        return value != null
                && !value.equals("")
                && !value.equals(false)
                && !value.equals(0)
                && !(value instanceof Map<?, ?> map && map.isEmpty());
    }

    private static String unquoted(String word) {
        return word.substring(1, word.length() - 1);
    }

    private final class Reader {
        private final List<String> words;
        private final Map<String, Object> scope;
        private int next;

        Reader(List<String> words, Map<String, Object> scope) {
            this.words = words;
            this.scope = scope;
        }

        @Nullable
        Object pipeline() {
            @Nullable Object value = command(new ArrayList<>());
            while (next < words.size() && words.get(next).equals("|")) {
                next++;
                List<@Nullable Object> last = new ArrayList<>();
                last.add(value);
                value = command(last);
            }
            return value;
        }

        private @Nullable Object command(List<@Nullable Object> last) {
            String head = words.get(next);
            boolean isFunction = Character.isLetter(head.charAt(0)) && !head.equals("true") && !head.equals("false");
            if (!isFunction) {
                return operand();
            }
            next++;
            List<@Nullable Object> arguments = new ArrayList<>();
            while (next < words.size()
                    && !words.get(next).equals("|")
                    && !words.get(next).equals(")")) {
                arguments.add(operand());
            }
            arguments.addAll(last);
            return call(head, arguments);
        }

        private @Nullable Object operand() {
            String word = words.get(next++);
            if (word.equals("(")) {
                Object value = pipeline();
                next++;
                return value;
            }
            if (word.startsWith("\"")) {
                return unquoted(word);
            }
            return word.startsWith(".") || word.startsWith("$") ? field(word) : (Object) Integer.valueOf(word);
        }

        private @Nullable Object field(String path) {
            @Nullable Object value = scope;
            for (String name : path.replaceFirst("^\\$", "").split("\\.", -1)) {
                if (!name.isEmpty()) {
                    value = value instanceof Map<?, ?> map ? map.get(name) : null;
                }
            }
            return value;
        }

        private @Nullable Object call(String function, List<@Nullable Object> a) {
            return switch (function) {
                case "not" -> !isTrue(a.getFirst());
                case "eq" -> Objects.equals(a.get(0), a.get(1));
                case "gt" -> number(a.get(0)) > number(a.get(1));
                case "int" -> (Object) number(a.getFirst());
                case "default" -> isTrue(a.get(1)) ? a.get(1) : a.get(0);
                case "quote" -> "\"" + Objects.requireNonNullElse(a.getFirst(), "") + "\"";
                case "print" -> a.stream().map(Objects::toString).collect(Collectors.joining());
                case "include" -> run(text(a.getFirst()), scope);
                case "trunc" ->
                    text(a.get(1))
                            .substring(
                                    0, Math.min(number(a.get(0)), text(a.get(1)).length()));
                case "trimSuffix" -> text(a.get(1)).replaceFirst(Pattern.quote(text(a.get(0))) + "$", "");
                case "sha256sum" -> Layer.digest(text(a.getFirst()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                case "toYaml" -> yaml(a.getFirst());
                case "nindent" -> "\n" + text(a.get(1)).indent(number(a.get(0))).stripTrailing();
                case "fail" -> throw new IllegalArgumentException(text(a.getFirst()));
                default -> throw new IllegalArgumentException("this reader does not know the function " + function);
            };
        }

        private static String text(@Nullable Object value) {
            return String.valueOf(value);
        }

        private static int number(@Nullable Object value) {
            return Integer.parseInt(text(value));
        }

        private static String yaml(@Nullable Object value) {
            return YAMLMapper.builder()
                    .disable(YAMLWriteFeature.WRITE_DOC_START_MARKER)
                    .build()
                    .writeValueAsString(value)
                    .stripTrailing();
        }
    }
}
