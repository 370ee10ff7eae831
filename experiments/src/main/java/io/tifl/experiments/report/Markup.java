package io.tifl.experiments.report;

/** Writes elements of XML and HTML; all text and all attribute values are escaped. Confined to one thread. */
final class Markup {
    private final StringBuilder out = new StringBuilder();

    /** Begins an element; attributes are given as name, value, name, value … */
    Markup open(String element, String... attributes) {
        begin(element, attributes).append(">");
        return this;
    }

    /** An element without content, in the form that ends itself (XML, and SVG within HTML). */
    Markup leaf(String element, String... attributes) {
        begin(element, attributes).append("/>");
        return this;
    }

    Markup close(String element) {
        out.append("</").append(element).append(">");
        return this;
    }

    /** An element that holds only text. */
    Markup element(String element, String text, String... attributes) {
        return open(element, attributes).text(text).close(element);
    }

    Markup text(String text) {
        out.append(escaped(text));
        return this;
    }

    Markup line() {
        out.append('\n');
        return this;
    }

    /** Markup written elsewhere, as it is. */
    Markup raw(String markup) {
        out.append(markup);
        return this;
    }

    @Override
    public String toString() {
        return out.toString();
    }

    private StringBuilder begin(String element, String... attributes) {
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("attribute '" + attributes[attributes.length - 1] + "' has no value");
        }
        out.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            out.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        return out;
    }

    /** Text that no reader takes for markup; characters XML cannot hold become U+FFFD. */
    static String escaped(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(escaped, c));
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, int c) {
        switch (c) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
        }
    }

    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || (c >= ' ' && c < 0xD800) || (c >= 0xE000 && c < 0xFFFE) || c > 0xFFFF;
    }
}
