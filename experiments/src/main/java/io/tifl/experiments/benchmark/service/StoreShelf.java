package io.tifl.experiments.benchmark.service;

import io.tifl.coordinator.store.Document;
import io.tifl.coordinator.store.Documents;
import io.tifl.experiments.benchmark.lead.Shelf;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Documents in the coordinator's database. */
public record StoreShelf(Documents documents) implements Shelf {
    @Override
    public boolean create(String collection, String id, String label, byte[] content) throws IOException {
        return documents.create(collection, id, label, content);
    }

    @Override
    public boolean replace(String collection, String id, long revision, String label, byte[] content)
            throws IOException {
        return documents.replace(collection, id, revision, label, content);
    }

    @Override
    public void delete(String collection, String id) throws IOException {
        documents.delete(collection, id);
    }

    @Override
    public Optional<Sheet> get(String collection, String id) throws IOException {
        return documents.get(collection, id).map(StoreShelf::sheet);
    }

    @Override
    public List<Sheet> page(String collection, Optional<String> label, Optional<String> after, int limit)
            throws IOException {
        return documents.page(collection, label, after, limit).stream()
                .map(StoreShelf::sheet)
                .toList();
    }

    private static Sheet sheet(Document document) {
        return new Sheet(document.id(), document.label(), document.revision(), document.content());
    }
}
