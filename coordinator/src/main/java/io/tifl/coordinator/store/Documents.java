package io.tifl.coordinator.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Documents in named collections, for whatever the service does besides jobs. A change names the revision it was made from and
 * is refused if there is a newer one, so a coordinator that lost the lead without knowing changes nothing that its successor
 * has touched. Thread-safe.
 */
public final class Documents {
    private final Database database;

    Documents(Database database) {
        this.database = database;
    }

    /**
     * Adds a document, of revision 1.
     *
     * @return false if there is one of this id; nothing is changed then
     */
    public boolean create(String collection, String id, String label, byte[] content) throws StoreException {
        return database.write(transaction -> transaction.update(
                        "insert into document (collection, id, label, revision, content) values (?, ?, ?, 1, ?)"
                                + " on conflict (collection, id) do nothing",
                        collection,
                        id,
                        label,
                        content)
                > 0);
    }

    /**
     * Replaces a document if it is still of the revision that was read; it has the next one then.
     *
     * @return false if it is not, or is gone; nothing is changed then
     */
    public boolean replace(String collection, String id, long revision, String label, byte[] content)
            throws StoreException {
        return database.write(transaction -> transaction.update(
                        "update document set label = ?, content = ?, revision = revision + 1"
                                + " where collection = ? and id = ? and revision = ?",
                        label,
                        content,
                        collection,
                        id,
                        revision)
                > 0);
    }

    /** Removes a document; without effect if there is none. */
    public void delete(String collection, String id) throws StoreException {
        database.change(transaction ->
                transaction.update("delete from document where collection = ? and id = ?", collection, id));
    }

    public Optional<Document> get(String collection, String id) throws StoreException {
        return database.read(transaction -> transaction.first(
                "select * from document where collection = ? and id = ?", Documents::document, collection, id));
    }

    /**
     * Documents in the order of their ids.
     *
     * @param label lists those of this label only; empty for all
     * @param after lists those that follow this id; empty for the first page
     * @param limit at most so many
     */
    public List<Document> page(String collection, Optional<String> label, Optional<String> after, int limit)
            throws StoreException {
        String first = after.orElse("");
        return database.read(transaction -> label.isPresent()
                ? transaction.list(
                        "select * from document where collection = ? and label = ? and id > ? order by id limit ?",
                        Documents::document,
                        collection,
                        label.get(),
                        first,
                        limit)
                : transaction.list(
                        "select * from document where collection = ? and id > ? order by id limit ?",
                        Documents::document,
                        collection,
                        first,
                        limit));
    }

    private static Document document(Row row) throws SQLException {
        return new Document(row.text("id"), row.text("label"), row.number("revision"), row.bytes("content"));
    }
}
