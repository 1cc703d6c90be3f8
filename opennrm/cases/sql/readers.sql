-- Readers that follow from something else, so that no action can forget or add one: a job that reads every row of a table,
-- and rows that tie two others and are seen only by whoever sees both.

SET LOCAL ROLE opennrm_sec;

-- Adds the job that the argument names to the readers of a row.
CREATE OR REPLACE FUNCTION sec.also_read() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  job integer := sec.system_principal(TG_ARGV[0]);
BEGIN
  IF job <> ALL (NEW.readers) THEN
    NEW.readers := NEW.readers || job;
  END IF;
  RETURN NEW;
END $$;

-- Takes the readers of a row that ties two rows of a table from these two, and the job that reads every such row. They
-- are looked up as whoever adds the row sees them, so a hidden row and one that does not exist are refused alike. The
-- arguments are the table and the job. Roles that bypass the policies bypass this too.
CREATE OR REPLACE FUNCTION sec.follow_both() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  job integer := sec.system_principal(TG_ARGV[1]);
  its_readers text := format('SELECT r.readers FROM public.%I r WHERE r.id = $1', TG_ARGV[0]);
  its_cases uuid[];
BEGIN
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RETURN NEW;
  END IF;
  -- Both cases stay with whoever leads them until the transaction ends. Whoever moves one waits, and passes it on. Whoever
  -- comes to take part meanwhile does not see the tie, until the readers of the record change again.
  EXECUTE format('SELECT array_agg(r.case_id) FROM public.%I r WHERE r.id IN ($1, $2)', TG_ARGV[0])
    INTO its_cases USING NEW.low_id, NEW.high_id;
  PERFORM FROM sec.lead l WHERE l.case_id = ANY (its_cases) ORDER BY l.case_id FOR SHARE;
  EXECUTE its_readers INTO NEW.readers USING NEW.low_id;
  EXECUTE its_readers INTO NEW.readers_too USING NEW.high_id;
  IF NEW.readers IS NULL OR NEW.readers_too IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'One ties only two rows that one sees.';
  END IF;
  NEW.readers := ARRAY(SELECT unnest(NEW.readers) UNION SELECT job ORDER BY 1);
  NEW.readers_too := ARRAY(SELECT unnest(NEW.readers_too) UNION SELECT job ORDER BY 1);
  NEW.writers := '{}';
  RETURN NEW;
END $$;

-- On the table of which rows are tied: whoever comes to see one end, or no longer does, is passed on to what ties it. The
-- arguments are the table of the ties and the job that reads every one of them, which lends its sight for that. A role that
-- bypasses the policies passes nothing on.
CREATE OR REPLACE FUNCTION sec.pass_on_readers() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  job integer := sec.system_principal(TG_ARGV[1]);
  its integer[] := ARRAY(SELECT unnest(NEW.readers) UNION SELECT job ORDER BY 1);
BEGIN
  IF (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RETURN NULL;
  END IF;
  PERFORM sec.become(mine || job);
  EXECUTE format('UPDATE public.%I SET readers = $2 WHERE id IN '
    '(SELECT id FROM public.%I WHERE low_id = $1 ORDER BY id FOR UPDATE)', TG_ARGV[0], TG_ARGV[0]) USING NEW.id, its;
  EXECUTE format('UPDATE public.%I SET readers_too = $2 WHERE id IN '
    '(SELECT id FROM public.%I WHERE high_id = $1 ORDER BY id FOR UPDATE)', TG_ARGV[0], TG_ARGV[0]) USING NEW.id, its;
  PERFORM sec.become(mine);
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION sec.also_read(), sec.follow_both(), sec.pass_on_readers() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.also_read(), sec.follow_both(), sec.pass_on_readers() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
