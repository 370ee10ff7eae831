package io.tifl.leaf.raw;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who says what in the complete works of Shakespeare as Project Gutenberg had them in 1994, by the rules of LEAF.
 *
 * <p>A play begins with "by William Shakespeare", its title stands 2 to 7 lines above. A speaker's name is indented by two
 * spaces and ends with a full stop, what they go on to say by four; in The Comedy of Errors neither is. The Sonnets and All's
 * Well That Ends Well, before the second "by", and whatever follows the last play are no part of it.
 */
final class ShakespeareText {
    private static final String BY = "by William Shakespeare";
    private static final String UNINDENTED = "THE COMEDY OF ERRORS";
    private static final int LINES_OF_PLAYS = 124_195;

    private static final Pattern LINE_END = Pattern.compile("\r\n|[\n\r\u000b\f\u001c-\u001e\u0085\u2028\u2029]");
    private static final Pattern NOT_WORD = Pattern.compile("\\W+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SPACES = Pattern.compile("  +");
    private static final Rules USUAL = Rules.of("  ", "    ");
    private static final Rules WITHOUT_INDENT = Rules.of("", "");

    private final String file;
    private final List<Play> plays = new ArrayList<>();
    private Rules rules = USUAL;
    private boolean isUnindented;
    private String speaker = "";

    private ShakespeareText(String file) {
        this.file = file;
    }

    /**
     * The speakers by their names, {@code PLAY_NAME}, sorted.
     *
     * @param file for messages
     * @param minLines speakers of fewer are left out
     * @throws IOException if there is no play in the text
     */
    static SortedMap<String, Speaker> parse(String file, String text, int minLines) throws IOException {
        ShakespeareText reader = new ShakespeareText(file);
        reader.readPlays(List.of(LINE_END.split(text)));
        return reader.speakers(minLines);
    }

    private void readPlays(List<String> all) throws IOException {
        int start = secondPlay(all);
        List<String> lines = all.subList(start, Math.min(all.size(), LINES_OF_PLAYS + 2));
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.contains(BY)) {
                begin(titleAbove(lines, i, start));
            } else if (!isSpeech(line)) {
                goOn(line);
            }
        }
    }

    private int secondPlay(List<String> lines) throws IOException {
        int found = 0;
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).contains(BY) && ++found == 2) {
                return Math.max(1, i - 5);
            }
        }
        throw new IOException(
                file + " has " + found + " lines with '" + BY + "', expected more: not Gutenberg's etext 100?");
    }

    private String titleAbove(List<String> lines, int at, int start) throws IOException {
        for (int above = 2; above <= Math.min(at, 7); above++) {
            String title = lines.get(at - above).strip();
            if (!title.isEmpty()) {
                return title;
            }
        }
        throw new IOException(
                file + ", line " + (start + at + 1) + ": expected the title of a play 2 to 7 lines above");
    }

    private void begin(String title) {
        plays.add(new Play(title, new LinkedHashMap<>()));
        speaker = "";
        isUnindented = title.equals(UNINDENTED);
        rules = isUnindented ? WITHOUT_INDENT : USUAL;
    }

    private boolean isSpeech(String line) {
        Matcher speech = rules.speech().matcher(line);
        if (plays.isEmpty() || !speech.lookingAt()) {
            return false;
        }
        // SIR Toby and SIR TOBY are the same person.
        String name = speech.group(1).toUpperCase(java.util.Locale.ROOT);
        speaker = isUnindented && name.startsWith("ACT ") ? "" : name;
        say(speech.group(2));
        return true;
    }

    private void goOn(String line) {
        Matcher more = rules.more().matcher(line);
        if (speaker.isEmpty() || !more.lookingAt()) {
            return;
        }
        if (isUnindented && more.group(1).startsWith("<")) {
            speaker = "";
        }
        say(more.group(1));
    }

    private void say(String line) {
        if (!speaker.isEmpty()) {
            plays.getLast()
                    .lines()
                    .computeIfAbsent(speaker, _ -> new ArrayList<>())
                    .add(line);
        }
    }

    private SortedMap<String, Speaker> speakers(int minLines) {
        SortedMap<String, StringBuilder> said = new TreeMap<>();
        SortedMap<String, String> playOf = new TreeMap<>();
        // A "play" of one speaker is something else.
        plays.stream()
                .filter(play -> play.lines().size() > 1)
                .forEach(play -> play.lines().forEach((name, lines) -> {
                    String user = NOT_WORD.matcher(play.title() + "_" + name).replaceAll("_");
                    playOf.put(user, play.title());
                    if (lines.size() >= minLines) {
                        StringBuilder text = said.computeIfAbsent(user, _ -> new StringBuilder());
                        lines.forEach(line -> text.append(line).append(' '));
                    }
                }));
        SortedMap<String, Speaker> speakers = new TreeMap<>();
        said.forEach((user, text) -> speakers.put(
                user,
                new Speaker(playOf.getOrDefault(user, ""), SPACES.matcher(text).replaceAll(" "))));
        return speakers;
    }

    /**
     * Somebody in a play.
     *
     * @param text all they say, on one line
     */
    record Speaker(String play, String text) {}

    private record Play(String title, SequencedMap<String, List<String>> lines) {}

    private record Rules(Pattern speech, Pattern more) {
        static Rules of(String beforeName, String beforeMore) {
            return new Rules(
                    Pattern.compile(beforeName + "([a-zA-Z][a-zA-Z ]*)\\. (.*)"), Pattern.compile(beforeMore + "(.*)"));
        }
    }
}
