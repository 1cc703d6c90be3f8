-- What a database needs before the first migration, and again after each new version: run by a superuser, connected to
-- that database. Running it again changes nothing. A dump carries none of what is granted on the database itself.
CREATE SCHEMA IF NOT EXISTS sec AUTHORIZATION opennrm_sec;

-- Nobody who serves makes anything of their own: no temporary table in the place of a real one, no function, no schema.
-- opennrm_sec renews the key that signs contexts, for which PostgreSQL compares the old with the new in a temporary table.
DO $$
BEGIN
  EXECUTE format('REVOKE CREATE, TEMPORARY ON DATABASE %I FROM PUBLIC, opennrm_app, opennrm_worker, opennrm_operator, '
                 'opennrm_auth, opennrm_owner', current_database());
  EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO opennrm_sec', current_database());
END $$;
REVOKE ALL ON SCHEMA sec FROM PUBLIC;
REVOKE CREATE ON SCHEMA public, sec FROM PUBLIC, opennrm_app, opennrm_worker, opennrm_operator, opennrm_auth;
GRANT USAGE ON SCHEMA public TO opennrm_app, opennrm_auth, opennrm_sec;
GRANT USAGE, CREATE ON SCHEMA public TO opennrm_owner;
GRANT USAGE ON SCHEMA sec TO opennrm_app, opennrm_owner;

-- A program within a statement (DO) could ask in a loop.
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC, opennrm_app, opennrm_worker, opennrm_operator, opennrm_auth;
GRANT USAGE ON LANGUAGE plpgsql TO opennrm_owner, opennrm_sec;

-- Large objects would be a place to keep something where no policy looks. The others tell how many rows a table holds,
-- seen or not; whoever watches over the server keeps them by the role pg_read_all_stats.
DO $$
DECLARE
  told record;
BEGIN
  FOR told IN
    SELECT p.oid::regprocedure::text AS name, p.proname !~ '^lo' AS counts FROM pg_proc p
    WHERE p.pronamespace = 'pg_catalog'::regnamespace AND (
      p.proname ~ '^(lo_.*|loread|lowrite)$'
      OR p.proname ~ '^pg_stat_get_' AND p.proargtypes[0] = 'oid'::regtype AND p.pronargs = 1
      OR p.proname IN ('pg_relation_size', 'pg_table_size', 'pg_indexes_size', 'pg_total_relation_size',
                       'pg_database_size', 'pg_tablespace_size', 'pg_sequence_last_value'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC, opennrm_app, opennrm_worker, opennrm_operator, '
                   'opennrm_auth', told.name);
    IF told.counts THEN
      EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pg_read_all_stats', told.name);
    END IF;
  END LOOP;
END $$;
