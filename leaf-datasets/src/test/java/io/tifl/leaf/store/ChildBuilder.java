package io.tifl.leaf.store;

import io.tifl.leaf.set.SetSink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A process that builds a set of 8 MiB and tells a file how it went. */
final class ChildBuilder {
    static final Recipe RECIPE = new Recipe("made-up", List.of("large"));
    private static final int EXAMPLES = 2 << 20;

    private ChildBuilder() {}

    /**
     * Arguments: the store's folder, the file to tell, and {@code stop} if it is to wait for its end with all examples written.
     * The file gets one line: {@code written}, {@code done} or what went wrong.
     */
    @SuppressWarnings("SystemExitOutsideMain")
    public static void main(String[] arguments) throws Exception {
        Path log = Path.of(arguments[1]);
        try {
            new SetStore(Path.of(arguments[0]))
                    .obtain(RECIPE, MadeUpSets.FORM, parts -> produce(parts, log, arguments.length > 2))
                    .close();
            tell(log, "done");
        } catch (IOException e) {
            tell(log, String.valueOf(e.getMessage()));
        }
    }

    static void produce(Producer.Parts parts, Path log, boolean isToWait) throws IOException, InterruptedException {
        SetSink sink = parts.begin("all");
        sink.user("ann", "");
        for (int i = 0; i < EXAMPLES; i++) {
            MadeUpSets.row(sink, i);
        }
        if (isToWait) {
            tell(log, "written");
            Thread.sleep(Long.MAX_VALUE);
        }
    }

    // In one step, so that no reader sees half a line.
    private static void tell(Path log, String text) throws IOException {
        Path part = log.resolveSibling(log.getFileName() + ".part");
        Files.writeString(part, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(part, log);
    }
}
