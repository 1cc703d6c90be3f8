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
-- What each role begins with, and what a connection is set back to before each piece of work (foundation/context.py):
--   track_activities  else each request could read in pg_stat_activity what the others of its role send: the tokens
--                     they enter with
--   search_path       temporary tables come last, so that none stands in the place of a real one
--   the time limits   nothing that serves runs, waits or idles without an end; the start compares them
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT serving.role, setting.name, setting.value FROM (VALUES
      ('opennrm_app', '15s', '10s', '30s'),
      ('opennrm_auth', '15s', '10s', '30s'),
      ('opennrm_worker', '5min', '30s', '1min'),
      ('opennrm_operator', '5min', '30s', '1min')
    ) AS serving(role, running, waiting, idling),
    LATERAL (VALUES
      ('track_activities', 'off'),
      ('search_path', 'pg_catalog, public, pg_temp'),
      ('timezone', 'UTC'),
      ('statement_timeout', serving.running),
      ('lock_timeout', serving.waiting),
      ('idle_in_transaction_session_timeout', serving.idling)
    ) AS setting(name, value)
  LOOP
    IF wanted.name = 'search_path' THEN
      EXECUTE format('ALTER ROLE %I SET search_path = pg_catalog, public, pg_temp', wanted.role);
    ELSE
      EXECUTE format('ALTER ROLE %I SET %I = %L', wanted.role, wanted.name, wanted.value);
    END IF;
  END LOOP;
END $$;
GRANT opennrm_owner, opennrm_sec TO opennrm_migrator;
GRANT opennrm_app TO opennrm_worker, opennrm_operator;
