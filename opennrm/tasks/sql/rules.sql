-- A task that a rule makes is added by whoever brought its event about: a service, for example, that answers. From then
-- on it is the lead's alone: whoever added it can neither see nor change it.

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.leave_task_to_lead() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  IF sec.ok() AND NEW.writers <> NEW.readers THEN
    PERFORM sec.become(mine || NEW.readers);
    UPDATE public.tasks_task SET writers = readers WHERE id = NEW.id;
    PERFORM sec.become(mine);
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION sec.leave_task_to_lead() FROM PUBLIC;
-- A trigger function is checked for EXECUTE when the trigger is made, and the table's owner makes it.
GRANT EXECUTE ON FUNCTION sec.leave_task_to_lead() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;

CREATE OR REPLACE TRIGGER leave_task_to_lead AFTER INSERT ON tasks_task
  FOR EACH ROW WHEN (NEW.rule <> '') EXECUTE FUNCTION sec.leave_task_to_lead();
