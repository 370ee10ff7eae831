package io.tifl.experiments.documentation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a reader would type, word by word: comments, continued lines, quotes, pipes and lists of commands, redirections, texts
 * that follow ({@code <<END}), and variables. No loops and no conditions; documentation has no need of them.
 */
final class Shell {
    /** Stands for a dollar sign between single quotes, which is one. */
    private static final char LITERAL_DOLLAR = '\uE000';

    private final String text;
    private final List<Command> commands = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private boolean isWord;
    private int at;
    private int line = 1;
    private int firstLine;
    private Optional<String> endOfInput = Optional.empty();

    private Shell(String text) {
        this.text = text;
    }

    /**
     * A command.
     *
     * @param line on which it begins, from 1
     * @param words as typed, without quotes; variables are still to be replaced
     * @param input what follows it as {@code <<END}, empty for nothing
     */
    record Command(int line, List<String> words, String input) {
        /** With variables replaced; what is not known stays. */
        List<String> expanded(Map<String, String> variables) {
            return words.stream().map(word -> expand(word, variables)).toList();
        }

        @Override
        public String toString() {
            return String.join(" ", words).replace(LITERAL_DOLLAR, '$');
        }
    }

    /** @throws IllegalArgumentException if a quote does not end, naming its line */
    static List<Command> parse(String text) {
        Shell shell = new Shell(text);
        shell.read();
        return List.copyOf(shell.commands);
    }

    private void read() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '\n' -> endLine();
                case ' ', '\t' -> endWord();
                case '\'' -> quoted('\'');
                case '"' -> quoted('"');
                case '\\' -> escaped();
                case '#' -> commentOr();
                case '$' -> dollar();
                case '|', ';' -> endCommand();
                case '&' -> ampersand();
                case '<' -> input();
                case '>' -> redirection();
                default -> add(c);
            }
        }
        endCommand();
    }

    private void add(char c) {
        if (words.isEmpty() && !isWord) {
            firstLine = line;
        }
        isWord = true;
        word.append(c);
    }

    private void endWord() {
        if (isWord) {
            words.add(word.toString());
            word.setLength(0);
            isWord = false;
        }
    }

    private void endCommand() {
        endWord();
        if (!words.isEmpty()) {
            commands.add(new Command(firstLine, List.copyOf(words), ""));
            words = new ArrayList<>();
        }
    }

    private void endLine() {
        endCommand();
        line++;
        endOfInput.ifPresent(this::readInput);
        endOfInput = Optional.empty();
    }

    private void readInput(String end) {
        StringBuilder input = new StringBuilder();
        while (at < text.length()) {
            int stop = text.indexOf('\n', at);
            String next = text.substring(at, stop < 0 ? text.length() : stop);
            at += next.length() + 1;
            line++;
            if (next.strip().equals(end)) {
                break;
            }
            input.append(next).append('\n');
        }
        Command last = commands.removeLast();
        commands.add(new Command(last.line, last.words, input.toString()));
    }

    private void quoted(char quote) {
        int from = line;
        isWord = isWord || markStart();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\n') {
                line++;
            } else if (c == '\\' && quote == '"' && at < text.length()) {
                c = text.charAt(at++);
            }
            word.append(c == '$' && quote == '\'' ? LITERAL_DOLLAR : c);
        }
        if (at >= text.length()) {
            throw new IllegalArgumentException("line " + from + ": a quote does not end");
        }
        at++;
    }

    private boolean markStart() {
        if (words.isEmpty()) {
            firstLine = line;
        }
        return true;
    }

    private void escaped() {
        char c = at < text.length() ? text.charAt(at++) : '\n';
        if (c == '\n') {
            line++;
        } else {
            add(c);
        }
    }

    private void commentOr() {
        if (isWord) {
            add('#');
            return;
        }
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void dollar() {
        add('$');
        if (at < text.length() && text.charAt(at) == '(') {
            int end = text.indexOf(')', at);
            if (end < 0) {
                throw new IllegalArgumentException("line " + line + ": $( does not end");
            }
            word.append(text, at, end + 1);
            at = end + 1;
        }
    }

    private void ampersand() {
        if (at < text.length() && text.charAt(at) == '>') {
            at++;
            skipTarget();
        } else {
            endCommand();
        }
    }

    private void input() {
        if (at < text.length() && text.charAt(at) == '<') {
            at++;
            endOfInput = Optional.of(target());
        } else if (at < text.length() && text.charAt(at) == '(') {
            add('<');
        } else {
            skipTarget();
        }
    }

    private void redirection() {
        if (word.toString().matches("\\d")) {
            word.setLength(0);
            isWord = false;
        }
        if (at < text.length() && text.charAt(at) == '>') {
            at++;
        }
        skipTarget();
    }

    private void skipTarget() {
        String _ = target();
    }

    private String target() {
        endWord();
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        int from = at;
        while (at < text.length() && !Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return text.substring(from, at).replaceAll("['\"-]", "");
    }

    private static String expand(String word, Map<String, String> variables) {
        String expanded = word;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            expanded = expanded.replace("${" + variable.getKey() + "}", variable.getValue())
                    .replaceAll(
                            "\\$" + variable.getKey() + "(?![A-Za-z0-9_])",
                            java.util.regex.Matcher.quoteReplacement(variable.getValue()));
        }
        return expanded.replace(LITERAL_DOLLAR, '$');
    }
}
