-- What parts of the service besides jobs keep: whole documents, replaced by whoever read the newest revision.

create table document (
    collection text collate "C" not null,
    id         text collate "C" not null,
    label      text collate "C" not null,
    revision   bigint not null,
    content    bytea not null,
    primary key (collection, id)
);
create index document_label on document (collection, label, id);
