-- Whether somebody is reminded of a case: by a task or by a time limit. The case itself says it, so that a list of the few
-- cases without either reads only those.

GRANT UPDATE (has_task, has_limit) ON cases_case TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- After a row was added or ended: says anew whether its case has such rows. The first argument is the column of the case,
-- the second the condition by which a row counts. The case is locked before it looks: two people who end the last two
-- tasks at the same moment would each still see the other's. Whoever ends a row may be a service, which sees neither the
-- case nor its other rows: for as long as this takes, who asks holds what its lead holds.
CREATE OR REPLACE FUNCTION sec.mark_reminders() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  IF sec.ok() THEN
    PERFORM sec.lock_case(NEW.case_id);
    PERFORM sec.become(mine || ARRAY[l.holder, l.supervision]) FROM sec.lead l WHERE l.case_id = NEW.case_id;
    EXECUTE format(
      'UPDATE public.cases_case c SET %1$I = NOT c.%1$I WHERE c.id = $1 AND c.%1$I <> EXISTS ('
      'SELECT FROM public.%2$I r WHERE r.case_id = $1 AND %3$s)', TG_ARGV[0], TG_TABLE_NAME, TG_ARGV[1])
      USING NEW.case_id;
    PERFORM sec.become(mine);
  END IF;
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION sec.mark_reminders() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.mark_reminders() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;

CREATE OR REPLACE TRIGGER mark_new_limit AFTER INSERT ON cases_clock
  FOR EACH ROW WHEN (NEW.stopped_at IS NULL AND NEW.paused_at IS NULL)
  EXECUTE FUNCTION sec.mark_reminders('has_limit', 'r.stopped_at IS NULL AND r.paused_at IS NULL');
CREATE OR REPLACE TRIGGER mark_limit AFTER UPDATE OF stopped_at, paused_at ON cases_clock
  FOR EACH ROW
  WHEN ((OLD.stopped_at IS NULL AND OLD.paused_at IS NULL) <> (NEW.stopped_at IS NULL AND NEW.paused_at IS NULL))
  EXECUTE FUNCTION sec.mark_reminders('has_limit', 'r.stopped_at IS NULL AND r.paused_at IS NULL');
