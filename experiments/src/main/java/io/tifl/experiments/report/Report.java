package io.tifl.experiments.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * What a study has to tell: {@link HtmlReport} makes a page of it.
 *
 * @param title the page's heading
 * @param lead a paragraph that says what was done and what came out
 * @param tiles the few figures to see first
 * @param provenance facts that let a reader make the same again, such as versions and seeds, by name, in order
 * @param configuration the resolved configuration, as text
 */
public record Report(
        String title,
        String lead,
        List<Tile> tiles,
        List<Section> sections,
        SequencedMap<String, String> provenance,
        String configuration) {
    public Report {
        tiles = List.copyOf(tiles);
        sections = List.copyOf(sections);
        provenance = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(provenance));
    }

    public static Report of(String title, String lead) {
        return new Report(title, lead, List.of(), List.of(), new LinkedHashMap<>(), "");
    }

    /**
     * A figure to see first.
     *
     * @param label what it is
     * @param value the figure with its unit
     * @param note what it is compared with, may be empty
     */
    public record Tile(String label, String value, String note) {}

    /** A heading and what stands below it. */
    public record Section(String title, List<Block> blocks) {
        public Section {
            blocks = List.copyOf(blocks);
        }

        public static Section of(String title, Block... blocks) {
            return new Section(title, List.of(blocks));
        }
    }

    /** A part of a section. */
    public sealed interface Block {
        /** Paragraphs, parted by blank lines; text between backquotes is set as code. */
        record Prose(String text) implements Block {}

        record Figure(Chart chart) implements Block {}

        record Tabular(Table table) implements Block {}

        /** Text set as it is, such as a command. */
        record Verbatim(String text) implements Block {}

        static Block of(String text) {
            return new Prose(text);
        }

        static Block of(Chart chart) {
            return new Figure(chart);
        }

        static Block of(Table table) {
            return new Tabular(table);
        }
    }

    public Report with(Tile tile) {
        List<Tile> more = new ArrayList<>(tiles);
        more.add(tile);
        return new Report(title, lead, more, sections, provenance, configuration);
    }

    public Report with(Section section) {
        List<Section> more = new ArrayList<>(sections);
        more.add(section);
        return new Report(title, lead, tiles, more, provenance, configuration);
    }

    /** This report, saying how it was made. */
    public Report madeWith(Map<String, String> facts, String configuration) {
        return new Report(title, lead, tiles, sections, new LinkedHashMap<>(facts), configuration);
    }

    /** Every chart in the report, in order. */
    public List<Chart> charts() {
        return sections.stream()
                .flatMap(section -> section.blocks().stream())
                .filter(Block.Figure.class::isInstance)
                .map(block -> ((Block.Figure) block).chart())
                .toList();
    }
}
