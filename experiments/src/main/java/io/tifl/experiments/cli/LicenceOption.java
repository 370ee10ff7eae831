package io.tifl.experiments.cli;

import io.tifl.experiments.data.Licences;
import io.tifl.leaf.set.RawSet;
import java.io.Console;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Shows licences, and asks whoever sits at the terminal to agree to them before anything is downloaded. */
final class LicenceOption {
    @Option(
            names = "--accept-licence",
            description = "Agree to the data set's licence without being asked; it is asked for once per data set")
    private boolean accepted;

    /** @throws IllegalArgumentException if the user does not agree */
    void require(RawSet set, DataPlaces places, DataProgress progress) throws IOException {
        progress.note("Licence: " + set.licence());
        if (places.isDownloading() && !set.isGenerated()) {
            new Licences(places.folder()).require(set.name(), set.licence(), _ -> accepted || asked());
        }
    }

    private static boolean asked() {
        return terminal()
                .map(console -> console.readLine("Do you agree? Type yes: "))
                .filter(answer -> answer.strip().toLowerCase(Locale.ROOT).equals("yes"))
                .isPresent();
    }

    @SuppressWarnings("SystemConsoleNull") // It is null when output is redirected, whatever the checker says.
    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal);
    }
}
