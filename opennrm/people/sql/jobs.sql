-- The job that deletes unfinished corrections whose time is over enters the database by a principal of its own.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'correction_drafts.expire') ON CONFLICT (name) DO NOTHING;

SET LOCAL ROLE opennrm_owner;
