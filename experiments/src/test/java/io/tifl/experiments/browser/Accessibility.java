package io.tifl.experiments.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** IBM's accessibility engine (accessibility-checker-engine), run in a page. {@code .ci/run} fetches it. */
final class Accessibility {
    private static final String CHECK = """
            const done = arguments[arguments.length - 1];
            new ace.Checker().check(document, ['IBM_Accessibility', 'WCAG_2_2'])
              .then(report => done(report.results
                .filter(each => each.value[0] === 'VIOLATION' && each.value[1] === 'FAIL')
                .map(each => ({rule: each.ruleId, message: each.message, at: each.path.dom, text: each.snippet}))))
              .catch(e => done([{rule: 'engine', message: String(e)}]));
            """;

    private final String engine;

    private Accessibility(String engine) {
        this.engine = engine;
    }

    /** Empty where the engine was not fetched. */
    static Optional<Accessibility> load() throws IOException {
        Optional<Path> file = Stream.of(Path.of("target"), Path.of("..", "target"))
                .map(folder -> folder.resolve("accessibility/package/ace.js"))
                .filter(Files::isRegularFile)
                .findFirst();
        return file.isEmpty() ? Optional.empty() : Optional.of(new Accessibility(Files.readString(file.get())));
    }

    /** All violations in the page as it is now. */
    List<String> violations(Browser browser) {
        if (Boolean.FALSE.equals(browser.run("return 'ace' in window"))) {
            browser.run(engine + "\nwindow.ace = ace;");
        }
        List<String> violations = new ArrayList<>();
        if (browser.await(CHECK) instanceof List<?> found) {
            found.forEach(each -> violations.add(((Map<?, ?>) each).toString()));
        }
        return violations;
    }
}
