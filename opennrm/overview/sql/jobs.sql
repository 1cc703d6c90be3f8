-- The job that counts the figures of agencies anew finds by a principal of its own which are looked at. It counts by the
-- errands of those who looked, and sees no case itself.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'overview.renew') ON CONFLICT (name) DO NOTHING;

SET LOCAL ROLE opennrm_owner;
