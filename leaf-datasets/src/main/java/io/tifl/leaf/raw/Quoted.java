package io.tifl.leaf.raw;

/** What somebody else wrote, fit for a message. */
final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** In quotation marks, cut after 80 characters, control characters replaced. */
    static String of(String text) {
        String start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return "'" + start.replaceAll("\\p{Cntrl}", "?") + "'";
    }
}
