-- A closed case stays as it is. Rows of it are kept from being added and changed by the policies (sec.may_write); this is for
-- the row of the case itself. Nobody but the doors of closing and reopening writes whether it is closed, and nobody but the
-- door that erases a case that it is erased.

GRANT UPDATE (closed_at) ON cases_case TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Corrections of what is recorded of the child, who has the follow-up and who sees the case may change, and nothing else.
-- What is left of an erased case does not change.
-- It runs as whoever writes, so that it knows a door from everybody else.
CREATE OR REPLACE FUNCTION sec.stay_closed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF CURRENT_USER <> 'opennrm_sec' AND OLD.closed_at IS NOT NULL
     AND (NEW.is_urgent, NEW.risk) IS DISTINCT FROM (OLD.is_urgent, OLD.risk) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A closed case stays as it is.';
  END IF;
  IF CURRENT_USER <> 'opennrm_sec' AND OLD.erased_at IS NOT NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'An erased case stays as it is.';
  END IF;
  -- The key of a withdrawn case may be destroyed by one person (sec.keep_key).
  IF CURRENT_USER <> 'opennrm_sec' AND OLD.from_list <> 'waiting' AND NEW.from_list <> OLD.from_list THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only a case from a list that waits is released or withdrawn.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.stay_closed() FROM PUBLIC, opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.stay_closed() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER stay_closed BEFORE UPDATE ON cases_case FOR EACH ROW EXECUTE FUNCTION sec.stay_closed();
