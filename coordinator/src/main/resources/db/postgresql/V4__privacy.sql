-- What a job with noise has cost its clients: its privacy ledger as text, empty without noise.

alter table federation add column privacy text not null default '';
