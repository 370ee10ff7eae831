-- What parts of the service besides jobs keep: whole documents, replaced by whoever read the newest revision.

create table document (
    collection text    not null,
    id         text    not null,
    label      text    not null,
    revision   integer not null,
    content    blob    not null,
    primary key (collection, id)
) strict;
create index document_label on document (collection, label, id);
