package io.tifl.experiments.documentation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The page of all settings, from the classes that hold them and what their source says. */
final class ConfigurationReference {
    private ConfigurationReference() {}

    static String page() throws IOException {
        Markdown page = new Markdown()
                .heading(1, "Settings of the coordinator")
                .paragraph(
                        "Generated from the code; do not edit. How they work together is in [operating](../operating.md).")
                .paragraph(
                        "They are given on the command line after `--` (`--tifl.lease=60s`), in `application.yaml` in the"
                                + " working directory, or in the environment (`TIFL_LEASE=60s`: dots become underscores,"
                                + " hyphens go). Durations are written as `500ms`, `30s`, `5m`, `12h`; sizes as `64MB`, where a"
                                + " megabyte has 1,048,576 bytes. What is wrong is said at the start, all at once.");
        for (PropertiesClass of : PropertiesClass.all()) {
            page.heading(2, Markdown.code(of.prefix()));
            page.table(List.of("setting", "type", "default", "meaning"), rows(of));
        }
        return page.paragraph(
                        "Settings of Spring Boot hold as well, such as `server.port` and `spring.ssl.bundle`; `tifl coordinator`"
                                + " has options for those that are needed ([command line](cli.md#tifl-coordinator)).")
                .toString();
    }

    private static List<List<String>> rows(PropertiesClass of) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        for (PropertiesClass.Setting setting : of.settings()) {
            rows.add(List.of(
                    Markdown.code(setting.name()),
                    setting.kind(),
                    Markdown.code(setting.standard()),
                    setting.meaning().replace("|", "\\|")));
        }
        return rows;
    }
}
