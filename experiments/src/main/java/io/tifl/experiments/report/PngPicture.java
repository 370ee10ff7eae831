package io.tifl.experiments.report;

import com.github.weisj.jsvg.SVGDocument;
import com.github.weisj.jsvg.parser.DocumentLimits;
import com.github.weisj.jsvg.parser.LoaderContext;
import com.github.weisj.jsvg.parser.SVGLoader;
import com.github.weisj.jsvg.view.ViewBox;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import javax.imageio.ImageIO;

/**
 * Turns charts into pixels, where the machine has what that takes.
 *
 * <p>Needs no screen, but Java's own drawing needs fontconfig and a font. An SVG file needs neither.
 */
public final class PngPicture {
    private static final float SCALE = 2;

    /** The reader's own limit is meant for documents of strangers; a grid of clients and classes has more shapes. */
    private static final DocumentLimits LIMITS = new DocumentLimits(
            DocumentLimits.DEFAULT_MAX_NESTING_DEPTH, DocumentLimits.DEFAULT_MAX_USE_NESTING_DEPTH, 100_000);

    private PngPicture() {}

    /** Why this machine cannot make pictures, with what to do about it; empty if it can. */
    public static Optional<String> obstacle() {
        return Fonts.OBSTACLE;
    }

    /**
     * The chart as a PNG file, at twice the size of its SVG, in light colours. Its bytes depend on the machine's fonts.
     *
     * @throws IllegalStateException if there is an {@link #obstacle}
     */
    public static byte[] of(Chart chart) {
        obstacle().ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return png(painted(parsed(SvgChart.lightDocument(chart))));
    }

    private static SVGDocument parsed(String svg) {
        ByteArrayInputStream bytes = new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8));
        LoaderContext context = LoaderContext.builder().documentLimits(LIMITS).build();
        SVGDocument document = new SVGLoader().load(bytes, null, context);
        if (document == null) {
            throw new IllegalStateException("the SVG reader refused a chart of " + svg.length() + " characters");
        }
        return document;
    }

    private static BufferedImage painted(SVGDocument document) {
        int width = Math.round(document.size().width * SCALE);
        int height = Math.round(document.size().height * SCALE);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            document.render(null, graphics, new ViewBox(0, 0, width, height));
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new IllegalStateException("a picture in memory could not be written", e);
        }
        return bytes.toByteArray();
    }

    /** Asked once: a failed attempt leaves Java's drawing classes unusable for the life of the JVM. */
    private static final class Fonts {
        static final Optional<String> OBSTACLE = find();

        private static Optional<String> find() {
            try {
                BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
                Graphics2D graphics = image.createGraphics();
                graphics.getFontMetrics().stringWidth("tifl");
                graphics.dispose();
                return Optional.empty();
            } catch (RuntimeException | Error e) { // Java says it with a plain Error, too
                return Optional.of("PNG pictures left out: Java finds no fonts here (" + e.getMessage()
                        + "). The SVG pictures hold the same. To get PNG too, install fontconfig and a font, for instance:"
                        + " apt-get install fontconfig fonts-dejavu-core");
            }
        }
    }
}
