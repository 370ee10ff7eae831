package io.tifl.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tifl.experiments.report.Series.Point;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class SvgChartTest {
    private static final Axis X = Axis.counts("round");
    private static final Axis Y = Axis.shares("accuracy");
    private static final Chart EMPTY = Chart.of("chart", "Title", X, Y);

    private static final List<String> NAMES = List.of("a", "b", "c");

    static List<Chart> samples() {
        return Samples.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyKindOfChartIsWellFormedAndDrawnTheSameTwice(Chart chart) throws Exception {
        String svg = SvgChart.document(chart);

        assertThat(SvgChart.document(chart)).isEqualTo(svg);
        assertThat(parsed(svg).getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(svg).doesNotContain("NaN", "Infinity", "null");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void noShapeLiesOutsideThePicture(Chart chart) throws Exception {
        for (Canvas canvas : List.of(Canvas.WIDE, Canvas.NARROW)) {
            Document svg = parsed(SvgChart.inline(chart, canvas));

            for (String element : List.of("rect", "circle", "text")) {
                for (double x : numbers(svg, element, element.equals("circle") ? "cx" : "x")) {
                    assertThat(x).isBetween(0.0, (double) canvas.width());
                }
                for (double y : numbers(svg, element, element.equals("circle") ? "cy" : "y")) {
                    assertThat(y).isBetween(0.0, (double) canvas.height());
                }
            }
        }
    }

    @Test
    void theLocaleOfTheMachineDoesNotShow() {
        Locale before = Locale.getDefault();
        String here = SvgChart.document(Samples.totalTime());
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));

            assertThat(SvgChart.document(Samples.totalTime())).isEqualTo(here);
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void higherValuesAreHigherUpAndLaterOnesFurtherRight() throws Exception {
        Document svg = parsed(SvgChart.inline(EMPTY.with(Series.line("a", 0.1, 0.5, 0.9)), Canvas.WIDE));

        assertThat(numbers(svg, "circle", "cx")).hasSize(3).isSorted();
        assertThat(numbers(svg, "circle", "cy")).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void decadesLieEquallyFarApartOnALogarithmicAxis() throws Exception {
        Chart chart =
                Chart.of("log", "Log", X, Axis.numbers("loss").logarithmic()).with(Series.line("a", 0.01, 0.1, 1, 10));

        List<Double> y = numbers(parsed(SvgChart.inline(chart, Canvas.WIDE)), "circle", "cy");

        assertThat(y.get(0) - y.get(1)).isCloseTo(y.get(2) - y.get(3), org.assertj.core.api.Assertions.within(0.2));
    }

    @Test
    void valuesThatAreNotPositiveAreLeftOutOnALogarithmicAxis() throws Exception {
        Chart chart =
                Chart.of("log", "Log", X, Axis.numbers("loss").logarithmic()).with(Series.line("a", 1, 0, -3, 10));

        String svg = SvgChart.inline(chart, Canvas.WIDE);

        assertThat(numbers(parsed(svg), "circle", "cy")).hasSize(2);
        assertThat(svg).doesNotContain("NaN");
    }

    @Test
    void barsOnALogarithmicAxisStandOnTheAxis() {
        Chart chart = Chart.of(
                        "log",
                        "Log",
                        Axis.categories("", List.of("a", "b")),
                        Axis.seconds("time").logarithmic())
                .with(Series.bars("x", 10, 20_000));

        assertThat(SvgChart.inline(chart, Canvas.WIDE)).doesNotContain("NaN", "Infinity");
    }

    @Test
    void aValueThatIsMissingLeavesAGapInTheLine() {
        String svg = SvgChart.inline(EMPTY.with(Series.line("a", 0.1, 0.2, Double.NaN, 0.3, 0.4)), Canvas.WIDE);

        assertThat(Pattern.compile("<path class=\"sc0\"").matcher(svg).results())
                .hasSize(2);
        assertThat(svg).doesNotContain("NaN");
    }

    @Test
    void aChartWithoutFiniteValuesSaysSo() {
        Chart nothing = EMPTY.with(Series.line("a", Double.NaN, Double.POSITIVE_INFINITY));

        assertThat(SvgChart.document(EMPTY)).contains("no data");
        assertThat(SvgChart.document(nothing)).contains("no data").doesNotContain("NaN");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1, 1e-12, 1e12, 0.3, -5e-9})
    void aSinglePointHasAPlaceAndTicksWhateverItsSize(double value) throws Exception {
        Chart chart =
                Chart.of("one", "One", Axis.numbers("x"), Axis.numbers("y")).with(Series.line("a", value));

        Document svg = parsed(SvgChart.inline(chart, Canvas.WIDE));

        assertThat(numbers(svg, "circle", "cy")).allMatch(y -> y > 0 && y < Canvas.WIDE.height());
        assertThat(svg.getElementsByTagName("text").getLength()).isGreaterThan(4);
    }

    @Test
    void hostileNamesStayText() throws Exception {
        String hostile = "</title><script>alert(1)</script>\"'&\u0000\uD800";
        Chart chart = Chart.of("hostile", hostile, Axis.counts(hostile), Axis.numbers(hostile))
                .noting(hostile)
                .with(Series.line(hostile, 1, 2))
                .with(new Series.Level(hostile + "2", 1.5));

        String svg = SvgChart.document(chart);

        assertThat(parsed(svg).getElementsByTagName("script").getLength()).isZero();
        assertThat(svg).contains("&lt;script&gt;");
    }

    @Test
    void pointsSayTheirNameAndValuesWhenPointedAt() {
        Chart chart = EMPTY.with(new Series.Line("adaptive", List.of(Point.between(12, 0.832, 0.829, 0.834))));

        assertThat(SvgChart.inline(chart, Canvas.WIDE))
                .contains("<title>adaptive\nround: 12\naccuracy: 83.2 % (82.9 % to 83.4 %)</title>");
    }

    @Test
    void aPolicyKeepsItsColourInEveryChartOfAReport() {
        List<String> order = List.of("vanilla", "adaptive");
        Chart only = EMPTY.colouredAs(order).with(Series.line("adaptive", 0.1, 0.2));

        assertThat(SvgChart.inline(only, Canvas.WIDE)).contains("class=\"sc1\"").doesNotContain("class=\"sc0\"");
    }

    @Test
    void moreSeriesThanColoursAreToldApartByDashes() {
        Chart chart = EMPTY.withAll(IntStream.range(0, 9)
                .mapToObj(i -> Series.line("s" + i, i / 10.0, 0.9))
                .toList());

        assertThat(SvgChart.inline(chart, Canvas.WIDE)).contains("stroke-dasharray=\"7 4\"");
    }

    @Test
    void aLongLineIsThinnedWithoutLosingItsPeak() {
        double[] values = new double[200_000];
        values[123_456] = 1;

        String svg = SvgChart.inline(EMPTY.with(Series.line("a", values)), Canvas.WIDE);

        assertThat(svg).hasSizeLessThan(120_000);
        Frame frame =
                Frame.of(EMPTY.with(Series.line("a", values)), Canvas.WIDE, 0).orElseThrow();
        assertThat(svg).contains(" " + Numbers.coordinate(frame.yOf(1)) + "L");
    }

    @Test
    void stackedSharesFillThePlotToTheTop() {
        Chart chart = Chart.of("stack", "Stack", X, Y)
                .with(new Series.Area("a", List.of(Point.of(0, 0.25), Point.of(1, 0.5))))
                .with(new Series.Area("b", List.of(Point.of(0, 0.75), Point.of(1, 0.5))));

        Frame frame = Frame.of(chart, Canvas.WIDE, 0).orElseThrow();

        assertThat(frame.yOf(1)).isEqualTo(frame.top());
        assertThat(Stacks.of(chart.series()).getLast().slabs())
                .extracting(Stacks.Slab::from, Stacks.Slab::to)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(0.25, 1.0), org.assertj.core.groups.Tuple.tuple(0.5, 1.0));
    }

    @Test
    void boxesFillTheirPartOfTheGrid() {
        Chart grid = Chart.of("grid", "Grid", Axis.categories("client", NAMES), Axis.categories("class", NAMES))
                .with(new Series.Cells("all", List.of(new Series.Cell(0, 0, 1, "whole"))))
                .with(new Series.Cells("some", List.of(new Series.Cell(1, 1, 0.25, "quarter"))));
        Frame frame = Frame.of(grid, Canvas.WIDE, 0).orElseThrow();

        String svg = SvgChart.inline(grid, Canvas.WIDE);

        String whole = Numbers.coordinate(frame.slot() * 0.94);
        String half = Numbers.coordinate(frame.slot() * 0.94 / 2);
        assertThat(svg).containsPattern("width=\"" + whole + "\"[^>]*><title>whole");
        assertThat(svg).containsPattern("width=\"" + half + "\"[^>]*><title>quarter");
        assertThatThrownBy(() -> new Series.Cell(0, 0, 1.1, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manyCategoriesAreNamedInPart() throws Exception {
        List<String> names = IntStream.range(0, 150).mapToObj("%03d"::formatted).toList();
        Chart chart = Chart.of("many", "Many", Axis.categories("client", names), Y)
                .with(Series.stackedBars("a", new double[150]));

        Frame frame = Frame.of(chart, Canvas.WIDE, 0).orElseThrow();

        assertThat(frame.slanted()).isFalse();
        assertThat(frame.nameStride() * frame.slot()).isGreaterThan(Canvas.widthOf("000", Canvas.WIDE.font()));
        assertThat(SvgChart.inline(chart, Canvas.WIDE)).contains(">000</text>").doesNotContain(">001</text>");
    }

    @Test
    void aNameUnfitForAFileIsRefused() {
        assertThatThrownBy(() -> Chart.of("../escape", "Title", X, Y))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../escape");
    }

    private static Document parsed(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    private static List<Double> numbers(Document svg, String element, String attribute) {
        NodeList elements = svg.getElementsByTagName(element);
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < elements.getLength(); i++) {
            String value = elements.item(i).getAttributes().getNamedItem(attribute) == null
                    ? ""
                    : elements.item(i).getAttributes().getNamedItem(attribute).getNodeValue();
            if (!value.isEmpty()) {
                numbers.add(Double.valueOf(value));
            }
        }
        return numbers;
    }
}
