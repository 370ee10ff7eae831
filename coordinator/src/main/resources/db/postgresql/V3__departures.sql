-- How often a client left: its sessions from before are over.

alter table client add column departures integer not null default 0;
