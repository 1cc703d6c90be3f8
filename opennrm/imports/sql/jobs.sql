-- The job that deletes the content of old lists whose time is over enters the database by a principal of its own.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'imports.expire') ON CONFLICT (name) DO NOTHING;

SET LOCAL ROLE opennrm_owner;
