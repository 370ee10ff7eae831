package io.tifl.protocol.kafka;

import io.tifl.protocol.JobId;
import io.tifl.protocol.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;

/** What the header {@link #HEADER} of a record of {@link Topics#models} says: which piece of which model its value is. */
public record ModelPiece(JobId job, long version, Piece piece) {
    public static final String HEADER = "tifl-model";

    private static final String FIRST = "tifl-model-piece-1";
    private static final int LINES = 2;

    /** The key of the record. */
    public String key() {
        return job + "/" + version;
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
