-- The database's roles. Run once by a superuser (opennrm prepare-database); running it again changes nothing.
--   opennrm_owner     owns the tables, cannot sign in
--   opennrm_sec       owns the schema that knows sessions and principals, cannot sign in
--   opennrm_migrator  changes the schema; the only role that may bypass policies
--   opennrm_app       what the web server is: owns nothing, bypasses nothing
--   opennrm_worker    what the worker is: the application, and it may enter by a job
--   opennrm_operator  what a command is: the application, and it may enter for a named account
--   opennrm_auth      keeps sign-in sessions and the counters of attempts, and sees nothing else
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('opennrm_owner', 'NOLOGIN NOBYPASSRLS'),
      ('opennrm_sec', 'NOLOGIN NOBYPASSRLS'),
      ('opennrm_migrator', 'LOGIN BYPASSRLS'),
      ('opennrm_app', 'LOGIN NOBYPASSRLS'),
      ('opennrm_worker', 'LOGIN NOBYPASSRLS'),
      ('opennrm_operator', 'LOGIN NOBYPASSRLS'),
      ('opennrm_auth', 'LOGIN NOBYPASSRLS')
    ) AS roles(name, attributes)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I %s NOSUPERUSER NOCREATEDB NOCREATEROLE', wanted.name, wanted.attributes);
    END IF;
  END LOOP;
END $$;
-- Else each request could read in pg_stat_activity what the others of its role send: the tokens they enter with.
ALTER ROLE opennrm_app SET track_activities = off;
ALTER ROLE opennrm_worker SET track_activities = off;
ALTER ROLE opennrm_operator SET track_activities = off;
ALTER ROLE opennrm_auth SET track_activities = off;
GRANT opennrm_owner, opennrm_sec TO opennrm_migrator;
GRANT opennrm_app TO opennrm_worker, opennrm_operator;
