package io.tifl.experiments.export.run;

import io.tifl.experiments.export.run.DataTable.Column;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.Type;
import org.apache.parquet.format.Util;

/**
 * Writes flat tables as Apache Parquet: one row group, plain values, nothing compressed, so that a table has the same bytes on
 * every machine. Headers and the footer are Parquet's own classes; the pages are written here, since its writer needs Hadoop.
 */
final class ParquetFile {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int PAGE_ROWS = 1 << 14;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();

    private ParquetFile() {}

    static byte[] bytes(DataTable table) throws IOException {
        return new ParquetFile().write(table);
    }

    private byte[] write(DataTable table) throws IOException {
        file.write(MAGIC);
        List<ColumnChunk> chunks = new ArrayList<>();
        for (Column column : table.columns()) {
            chunks.add(chunk(column, table.rows()));
        }
        long bytes = chunks.stream()
                .mapToLong(chunk -> Objects.requireNonNull(chunk.getMeta_data()).getTotal_uncompressed_size())
                .sum();
        List<RowGroup> groups = table.rows() == 0 ? List.of() : List.of(new RowGroup(chunks, bytes, table.rows()));
        FileMetaData footer = new FileMetaData(1, schema(table), table.rows(), groups);
        footer.setCreated_by("tifl version 1");
        int from = file.size();
        Util.writeFileMetaData(footer, file);
        file.write(littleEndian(file.size() - from));
        file.write(MAGIC);
        return file.toByteArray();
    }

    private static List<SchemaElement> schema(DataTable table) {
        List<SchemaElement> schema = new ArrayList<>();
        schema.add(new SchemaElement("table").setNum_children(table.columns().size()));
        for (Column column : table.columns()) {
            SchemaElement element = new SchemaElement(column.name())
                    .setType(type(column))
                    .setRepetition_type(FieldRepetitionType.OPTIONAL);
            if (column.type() == DataTable.Type.TEXT) {
                element.setConverted_type(ConvertedType.UTF8).setLogicalType(LogicalType.STRING(new StringType()));
            }
            schema.add(element);
        }
        return schema;
    }

    private static Type type(Column column) {
        return switch (column.type()) {
            case WHOLE -> Type.INT64;
            case REAL -> Type.DOUBLE;
            case TEXT -> Type.BYTE_ARRAY;
        };
    }

    private ColumnChunk chunk(Column column, int rows) throws IOException {
        int from = file.size();
        for (int row = 0; row < rows; row += PAGE_ROWS) {
            page(column, column.values().subList(row, Math.min(rows, row + PAGE_ROWS)));
        }
        long bytes = (long) file.size() - from;
        ColumnMetaData about = new ColumnMetaData(
                type(column),
                List.of(Encoding.PLAIN, Encoding.RLE),
                List.of(column.name()),
                CompressionCodec.UNCOMPRESSED,
                rows,
                bytes,
                bytes,
                from);
        return new ColumnChunk(from).setMeta_data(about);
    }

    private void page(Column column, List<String> values) throws IOException {
        ByteArrayOutputStream page = new ByteArrayOutputStream();
        byte[] presence = presence(values);
        page.write(littleEndian(presence.length));
        page.write(presence);
        for (String value : values) {
            if (!value.isEmpty()) {
                page.write(plain(column.type(), value));
            }
        }
        PageHeader header = new PageHeader(PageType.DATA_PAGE, page.size(), page.size());
        header.setData_page_header(new DataPageHeader(values.size(), Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        Util.writePageHeader(header, file);
        page.writeTo(file);
    }

    /** For each value 1 or 0, as runs: twice the length of the run as a varint, then the value in a byte. */
    private static byte[] presence(List<String> values) {
        ByteArrayOutputStream runs = new ByteArrayOutputStream();
        int from = 0;
        while (from < values.size()) {
            boolean there = !values.get(from).isEmpty();
            int to = from;
            while (to < values.size() && values.get(to).isEmpty() != there) {
                to++;
            }
            varint(runs, (to - from) << 1);
            runs.write(there ? 1 : 0);
            from = to;
        }
        return runs.toByteArray();
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    private static byte[] plain(DataTable.Type type, String value) {
        return switch (type) {
            case WHOLE -> littleEndian(Long.parseLong(value));
            case REAL -> littleEndian(Double.doubleToRawLongBits(Double.parseDouble(value)));
            case TEXT -> text(value);
        };
    }

    private static byte[] text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Integer.BYTES + bytes.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] littleEndian(long value) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }
}
