package io.tifl.protocol.kafka;

import io.tifl.protocol.JobId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the header {@link #HEADER} of a record of {@link Topics#models} says: which piece of which model its value is. If that is sealed, the
 * header is {@link #SEALED}.
 */
public record ModelPiece(JobId job, long version, Piece piece) {
    public static final String HEADER = "tifl-model";
    public static final String SEALED = "tifl-sealed-model";

    private static final String FIRST = "tifl-model-piece-1";
    private static final int LINES = 2;

    /** The key of the record. */
    public String key() {
        return key(job, version);
    }

    /** The key of all records of a model. */
    public static String key(JobId job, long version) {
        return job + "/" + version;
    }

    /** The piece as it is, to be written or sealed. */
    public Parcel parcel(byte[] bytes) {
        return new Parcel(key(), encode(), bytes);
    }

    public byte[] encode() {
        List<String> lines = new ArrayList<>(List.of(job.value(), Long.toString(version)));
        lines.addAll(piece.lines());
        return Lines.encode(FIRST, lines);
    }

    public static ModelPiece parse(byte[] header) throws MalformedMessageException {
        Lines lines = Lines.parse(header, FIRST, LINES + Piece.LINES);
        try {
            return new ModelPiece(new JobId(lines.text(0)), lines.number(1, Long.MAX_VALUE), Piece.parse(lines, LINES));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(String.valueOf(e.getMessage()));
        }
    }
}
