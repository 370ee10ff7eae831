package io.tifl.experiments.documentation;

import io.tifl.experiments.cli.Tifl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine;

/** Commands in running text: often only a part of one, so that only its names are looked up. */
final class InlineCommands {
    private static final Pattern COMMAND = Pattern.compile("(?:\\./)?tifl [a-z-].*", Pattern.DOTALL);
    private static final Pattern SUBCOMMAND = Pattern.compile("[a-z][a-z-]*");

    private InlineCommands() {}

    /** What is wrong, each with file and line. */
    static List<String> problems(Page page) {
        List<String> problems = new ArrayList<>();
        for (Page.Span span : page.spans()) {
            if (span.code().startsWith("./mvnw ")) {
                build(page, span).ifPresent(problems::add);
            } else if (COMMAND.matcher(span.code()).matches()) {
                wrong(span.code())
                        .ifPresent(what -> problems.add(page.at(span.line()) + ": `" + span.code() + "`: " + what));
            }
        }
        return problems;
    }

    private static Optional<String> build(Page page, Page.Span span) {
        try {
            String _ = Programs.build(Shell.parse(span.code()).getFirst().words());
            return Optional.empty();
        } catch (IllegalArgumentException | IOException wrong) {
            return Optional.of(page.at(span.line()) + ": `" + span.code() + "`: " + wrong.getMessage());
        }
    }

    private static Optional<String> wrong(String code) {
        CommandLine command = new CommandLine(Tifl.class);
        boolean isNamed = false;
        List<String> words = Shell.parse(code).getFirst().words();
        for (String word : words.subList(1, words.size())) {
            Map<String, CommandLine> below = command.getSubcommands();
            if (word.equals("--")) {
                break;
            } else if (word.startsWith("--")) {
                String option = word.split("=", 2)[0];
                if (command.getCommandSpec().findOption(option) == null) {
                    return Optional.of("'" + command.getCommandSpec().qualifiedName() + "' has no option " + option);
                }
                isNamed = true;
            } else if (!isNamed && !below.isEmpty() && SUBCOMMAND.matcher(word).matches()) {
                if (!below.containsKey(word)) {
                    return Optional.of("'" + command.getCommandSpec().qualifiedName() + "' has no command " + word);
                }
                command = below.get(word);
            }
        }
        return Optional.empty();
    }
}
