package io.tifl.experiments.documentation;

import io.tifl.experiments.cli.Tifl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The page of all commands and options, from the model that parses them. */
final class CliReference {
    private final Markdown page = new Markdown();

    private CliReference() {}

    static String page() {
        CliReference reference = new CliReference();
        reference
                .page
                .heading(1, "Command line")
                .paragraph("Generated from the code; do not edit. `tifl COMMAND --help` says the same.")
                .paragraph(
                        "`-h`, `--help` and `-V`, `--version` are known to every command and are not repeated here.");
        reference.command(new CommandLine(Tifl.class));
        return reference.page.toString();
    }

    private void command(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        page.heading(2, spec.qualifiedName());
        page.paragraph(lines(spec.usageMessage().description()));
        page.paragraph("```text\n" + synopsis(command) + "\n```");
        page.table(List.of("argument", "meaning"), arguments(spec));
        page.table(List.of("option", "value", "meaning"), options(spec));
        page.table(List.of("exit code", "meaning"), exitCodes(spec));
        page.paragraph(below(command));
        command.getSubcommands().values().stream()
                .distinct()
                .filter(sub -> !sub.getCommandSpec().usageMessage().hidden())
                .forEach(this::command);
    }

    private static String synopsis(CommandLine command) {
        command.setUsageHelpWidth(120);
        return command.getHelp()
                .synopsis(0)
                .replaceAll("\\u001B\\[[;\\d]*m", "")
                .stripTrailing()
                .replaceAll(" +\n", "\n");
    }

    private static String below(CommandLine command) {
        if (command.getSubcommands().isEmpty()) {
            return "";
        }
        StringBuilder names = new StringBuilder("Commands:");
        command.getSubcommands().values().stream().distinct().forEach(sub -> {
            String name = sub.getCommandSpec().qualifiedName();
            names.append(" [`")
                    .append(name)
                    .append("`](#")
                    .append(Anchors.slug(name))
                    .append("),");
        });
        return names.substring(0, names.length() - 1) + ".";
    }

    private static List<List<String>> arguments(CommandSpec spec) {
        List<List<String>> rows = new ArrayList<>();
        for (PositionalParamSpec argument : spec.positionalParameters()) {
            if (!argument.hidden()) {
                rows.add(List.of(Markdown.code(argument.paramLabel()), meaning(argument)));
            }
        }
        return rows;
    }

    private static List<List<String>> options(CommandSpec spec) {
        List<List<String>> rows = new ArrayList<>();
        for (OptionSpec option : spec.options()) {
            if (!option.hidden() && !option.usageHelp() && !option.versionHelp()) {
                String names = Markdown.code(String.join("`, `", option.names()));
                boolean isFlag = option.arity().max() == 0;
                String value = isFlag ? "" : Markdown.code(option.paramLabel());
                rows.add(List.of(names, value, meaning(option) + (option.required() ? " (required)" : "")));
            }
        }
        return rows;
    }

    private static String meaning(ArgSpec spec) {
        return lines(spec.description());
    }

    private static List<List<String>> exitCodes(CommandSpec spec) {
        List<List<String>> rows = new ArrayList<>();
        for (Map.Entry<String, String> code : spec.usageMessage().exitCodeList().entrySet()) {
            rows.add(List.of(code.getKey(), Markdown.plain(code.getValue())));
        }
        return rows;
    }

    private static String lines(String... description) {
        return Markdown.plain(String.join(" ", description).replace("%n", " ").replace("%%", "%"));
    }
}
