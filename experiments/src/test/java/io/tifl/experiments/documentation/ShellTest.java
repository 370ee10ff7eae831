package io.tifl.experiments.documentation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ShellTest {
    private static List<List<String>> words(String text) {
        return Shell.parse(text).stream().map(Shell.Command::words).toList();
    }

    @Test
    void commentsEndALineAndContinuedLinesGoOn() {
        assertThat(words("tifl replay   # all of it\ntifl data \\\n  list\n\n# nothing\n"))
                .containsExactly(List.of("tifl", "replay"), List.of("tifl", "data", "list"));
    }

    @Test
    void quotesKeepBlanksAndHashes() {
        assertThat(words("a 'b c' \"d # e\" f#g \"\"")).containsExactly(List.of("a", "b c", "d # e", "f#g", ""));
    }

    @Test
    void listsAndPipesAreSeveralCommands() {
        assertThat(words("a && b | c; d & e > f 2>&1 < g"))
                .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("d"), List.of("e"));
    }

    @Test
    void commandsKnowTheirLine() {
        assertThat(Shell.parse("# x\na \\\n b\n'c'\n"))
                .extracting(Shell.Command::line)
                .containsExactly(2, 4);
    }

    @Test
    void variablesAreReplacedBetweenDoubleQuotesOnly() {
        Shell.Command command =
                Shell.parse("a \"x $B y\" '$B' ${B}c $BC $(cat f)").getFirst();

        assertThat(command.expanded(Map.of("B", "1"))).containsExactly("a", "x 1 y", "$B", "1c", "$BC", "$(cat f)");
    }

    @Test
    void textThatFollowsIsInput() {
        List<Shell.Command> commands = Shell.parse("cat > f <<'END'\nname: x\nrounds: 3\nEND\nb\n");

        assertThat(commands).extracting(Shell.Command::input).containsExactly("name: x\nrounds: 3\n", "");
        assertThat(commands).extracting(Shell.Command::line).containsExactly(1, 5);
    }

    @Test
    void quoteThatDoesNotEndIsNamedWithItsLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Shell.parse("a\nb 'c\n"))
                .withMessageContaining("line 2");
    }
}
