package io.tifl.leaf.raw;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the names in NIST's two archives say: {@code by_class/4a/hsf_0/hsf_0_00000.png} is a J, 4a being its ASCII code, and
 * {@code by_write/hsf_0/f0000_14/c0000_14/c0000_00000.png} is by writer f0000_14.
 */
final class FemnistNames {
    private static final Pattern BY_CLASS = Pattern.compile("by_class/([0-9a-f]{2})/([^/]*hsf[^/]*)/[^/]+");
    private static final Pattern BY_WRITER = Pattern.compile("by_write/[^/]+/([^/]+)/[^/]+/[^/]+\\.png");

    /** Writer by writer; the images of one in the order of their names. */
    static final Comparator<String> BY_WRITER_THEN_NAME =
            Comparator.comparing(FemnistNames::writer).thenComparing(Comparator.naturalOrder());

    private FemnistNames() {}

    /** LEAF takes the images of the forms ({@code hsf}), not their copies nor the tables ({@code mit}). */
    static boolean isOfClass(String name) {
        Matcher matcher = BY_CLASS.matcher(name);
        return matcher.matches() && !matcher.group(2).contains("mit");
    }

    static boolean isOfWriter(String name) {
        return BY_WRITER.matcher(name).matches();
    }

    /** 0 to 9 digits, 10 to 35 capitals, 36 to 61 small letters; -1 for any other character. */
    static int label(String name) {
        Matcher matcher = BY_CLASS.matcher(name);
        int ascii = matcher.matches() ? Integer.parseInt(matcher.group(1), 16) : 0;
        if (ascii >= '0' && ascii <= '9') {
            return ascii - '0';
        }
        if (ascii >= 'A' && ascii <= 'Z') {
            return ascii - 'A' + 10;
        }
        return ascii >= 'a' && ascii <= 'z' ? ascii - 'a' + 36 : -1;
    }

    static String writer(String name) {
        int end = name.lastIndexOf('/', name.lastIndexOf('/') - 1);
        return name.substring(name.lastIndexOf('/', end - 1) + 1, end);
    }
}
