package io.tifl.leaf.raw;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes images without believing their size, and without colour management, as Pillow does. */
final class Images {
    private static final int MAX_SIDE = 4096;

    private Images() {}

    /**
     * Pillow's {@code convert("L")}.
     *
     * @param format {@code png} or {@code jpeg}
     * @param where for messages
     */
    static Plane grey(byte[] file, String format, String where) throws IOException {
        List<Plane> rgb = rgb(file, format, where);
        Plane red = rgb.get(0);
        byte[] grey = new byte[red.samples().length];
        for (int i = 0; i < grey.length; i++) {
            int sum = 19_595 * (red.samples()[i] & 0xFF)
                    + 38_470 * (rgb.get(1).samples()[i] & 0xFF)
                    + 7_471 * (rgb.get(2).samples()[i] & 0xFF);
            grey[i] = (byte) ((sum + (1 << 15)) >> 16);
        }
        return new Plane(red.width(), red.height(), grey);
    }

    /** Red, green and blue; what is transparent is taken as it is. */
    static List<Plane> rgb(byte[] file, String format, String where) throws IOException {
        BufferedImage image = decode(file, format, where);
        Raster raster = image.getRaster();
        ColorModel colours = image.getColorModel();
        if (colours instanceof IndexColorModel palette) {
            int[] indices = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
            return List.of(
                    looked(raster, indices, palette::getRed),
                    looked(raster, indices, palette::getGreen),
                    looked(raster, indices, palette::getBlue));
        }
        if (raster.getTransferType() != DataBuffer.TYPE_BYTE || colours.getComponentSize(0) != 8) {
            throw new IOException(where + " has " + colours.getComponentSize(0) + " bits per channel, expected 8");
        }
        int step = raster.getNumBands() < 3 ? 0 : 1;
        return List.of(band(raster, 0), band(raster, step), band(raster, 2 * step));
    }

    private static Plane band(Raster raster, int band) {
        return looked(
                raster, raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), band, (int[]) null), i -> i);
    }

    private static Plane looked(Raster raster, int[] values, IntUnaryOperator look) {
        byte[] samples = new byte[values.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) look.applyAsInt(values[i]);
        }
        return new Plane(raster.getWidth(), raster.getHeight(), samples);
    }

    private static BufferedImage decode(byte[] file, String format, String where) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width > MAX_SIDE || height > MAX_SIDE) {
                throw new IOException(
                        "it is " + width + " x " + height + " pixels, expected at most " + MAX_SIDE + " a side");
            }
            return reader.read(0);
        } catch (IOException | RuntimeException e) {
            // The decoders of the platform answer damaged files with any exception.
            throw new IOException(where + " is no good " + format + " image: " + e.getMessage(), e);
        } finally {
            reader.dispose();
        }
    }
}
