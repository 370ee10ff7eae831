package io.tifl.leaf;

import io.tifl.client.Examples;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/**
 * Reads CIFAR-10 images laid out on PNG sheets of 40 x 25: {@code cifar10-train-00.png} and on, with one label byte per image
 * in {@code cifar10-train-labels.bin}; likewise {@code test}. There may be fewer sheets than labels.
 */
final class CifarSheets {
    private static final int COLUMNS = 40;
    private static final int ROWS = 25;
    private static final int PER_SHEET = COLUMNS * ROWS;
    private static final int MAX_IMAGES = 50_000;

    private CifarSheets() {}

    /**
     * Reads one split.
     *
     * @param split {@code train} or {@code test}
     */
    static Examples read(Path folder, String split) throws IOException {
        Path labelFile = folder.resolve("cifar10-" + split + "-labels.bin");
        List<Path> sheets = sheets(folder, split);
        long labels = Files.size(labelFile);
        if (labels > MAX_IMAGES || labels <= (sheets.size() - 1L) * PER_SHEET) {
            throw new IOException(labelFile + ": expected one byte for each of the images on " + sheets.size()
                    + " sheets of " + PER_SHEET + ", at most " + MAX_IMAGES + ", got " + labels + " bytes");
        }
        int size = (int) Math.min(labels, (long) sheets.size() * PER_SHEET);
        CifarRecords records = new CifarRecords(size);
        byte[] bytes = Files.readAllBytes(labelFile);
        for (int row = 0; row < size; row++) {
            records.label(labelFile.toString(), row, row, bytes[row] & 0xff);
        }
        for (int k = 0; k < sheets.size(); k++) {
            place(decode(sheets.get(k)), k * PER_SHEET, Math.min(PER_SHEET, size - k * PER_SHEET), records);
        }
        return records.examples();
    }

    private static List<Path> sheets(Path folder, String split) throws IOException {
        List<Path> sheets = new ArrayList<>();
        while (Files.isRegularFile(sheet(folder, split, sheets.size()))) {
            sheets.add(sheet(folder, split, sheets.size()));
        }
        if (sheets.isEmpty()) {
            throw new IOException("no " + sheet(folder, split, 0));
        }
        return sheets;
    }

    private static Path sheet(Path folder, String split, int number) {
        return folder.resolve("cifar10-%s-%02d.png".formatted(split, number));
    }

    private static void place(BufferedImage sheet, int first, int count, CifarRecords records) {
        int[] line = new int[CifarRecords.SIDE];
        for (int i = 0; i < count; i++) {
            int x = i % COLUMNS * CifarRecords.SIDE;
            int y = i / COLUMNS * CifarRecords.SIDE;
            for (int dy = 0; dy < CifarRecords.SIDE; dy++) {
                sheet.getRGB(x, y + dy, CifarRecords.SIDE, 1, line, 0, CifarRecords.SIDE);
                for (int dx = 0; dx < CifarRecords.SIDE; dx++) {
                    records.pixel(first + i, dy * CifarRecords.SIDE + dx, line[dx]);
                }
            }
        }
    }

    private static BufferedImage decode(Path file) throws IOException {
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
            ImageReader reader = readers.next();
            try {
                reader.setInput(in, true, true);
                return decode(file, reader);
            } finally {
                reader.dispose();
            }
        } catch (RuntimeException e) { // what the decoder throws at some damaged files
            throw new IOException(file + ": damaged PNG: " + e, e);
        }
    }

    // The size comes first, so that a header cannot make the decoder allocate what it likes.
    private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
        int width = COLUMNS * CifarRecords.SIDE;
        int height = ROWS * CifarRecords.SIDE;
        try {
            if (reader.getWidth(0) != width || reader.getHeight(0) != height) {
                throw new IOException("expected " + width + " x " + height + " pixels, got " + reader.getWidth(0)
                        + " x " + reader.getHeight(0));
            }
            return reader.read(0);
        } catch (IOException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }
}
