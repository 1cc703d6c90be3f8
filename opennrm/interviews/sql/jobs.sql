-- The job that deletes plans for many interviews whose time is over enters the database by a principal of its own.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'interviews.expire_plans') ON CONFLICT (name) DO NOTHING;

SET LOCAL ROLE opennrm_owner;
