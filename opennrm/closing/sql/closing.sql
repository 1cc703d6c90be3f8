-- Closing a case and reopening it: the only ways to write whether a case is closed.

SET LOCAL ROLE opennrm_sec;

-- Keeps a case, which the caller has locked, as it is until it is closed or reopened: whoever has kept it with its lead
-- (sec.keep_lead) ends first. Before anything else of it is locked, as where a case is given to somebody else.
CREATE OR REPLACE FUNCTION sec.hold_lead(of_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sec.require_lead(of_case);
  PERFORM FROM sec.lead l WHERE l.case_id = of_case FOR UPDATE;
END $$;

-- On every closing: who asks for it, decides on it or reopens the case by it writes their own membership, and nobody
-- else's. Whoever asks leads the case. What was decided, and until when the case is kept, does not change afterwards.
CREATE OR REPLACE FUNCTION sec.sign_closing() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine uuid := CASE WHEN sec.ok() THEN nullif(current_setting('opennrm.membership', true), '')::uuid END;
  is_signed boolean;
BEGIN
  IF TG_OP = 'INSERT' THEN
    is_signed := NEW.state = 'asked' AND NEW.asked_by_id = mine AND sec.leads(NEW.case_id);
  ELSIF (NEW.state, NEW.decided_at, NEW.decided_by_id, NEW.reopened_at, NEW.reopened_by_id)
     IS DISTINCT FROM (OLD.state, OLD.decided_at, OLD.decided_by_id, OLD.reopened_at, OLD.reopened_by_id) THEN
    is_signed := CASE WHEN NEW.state = 'reopened'
      THEN NEW.reopened_by_id = mine AND (NEW.decided_at, NEW.decided_by_id) = (OLD.decided_at, OLD.decided_by_id)
      ELSE OLD.state = 'asked' AND NEW.decided_by_id = mine END;
  ELSE
    is_signed := true;
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.state <> 'asked'
     AND (NEW.retention, NEW.kept_until) IS DISTINCT FROM (OLD.retention, OLD.kept_until) THEN
    is_signed := false;
  END IF;
  -- Roles that bypass the policies bypass this too: they serve nobody.
  IF is_signed IS NOT TRUE
     AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RAISE insufficient_privilege USING MESSAGE = 'What is done with a closing is done in one''s own name.';
  END IF;
  RETURN NEW;
END $$;

-- Closes a case that one leads, as somebody else asked and one has approved oneself, who supervises it: from the moment
-- that the closing says.
DROP FUNCTION IF EXISTS sec.close_case(uuid, uuid, timestamptz);
CREATE OR REPLACE FUNCTION sec.close_case(of_case uuid, closure uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  moment timestamptz;
BEGIN
  PERFORM sec.require_lead(of_case);
  SELECT c.decided_at INTO moment
    FROM public.closing_closure c
    JOIN public.agencies_membership asking ON asking.id = c.asked_by_id
    JOIN public.agencies_membership deciding ON deciding.id = c.decided_by_id
    JOIN sec.lead l ON l.case_id = c.case_id AND l.agency_id = deciding.agency_id
    WHERE c.id = closure AND c.case_id = of_case AND c.state = 'approved' AND deciding.supervises
      AND deciding.id = nullif(current_setting('opennrm.membership', true), '')::uuid
      AND asking.account_id <> deciding.account_id;
  IF moment IS NULL THEN
    RAISE insufficient_privilege USING
      MESSAGE = 'A case is closed by a supervisor who approves what another person asked for.';
  END IF;
  UPDATE public.cases_case SET closed_at = moment WHERE id = of_case AND closed_at IS NULL;
  UPDATE sec.lead SET closed_at = moment WHERE case_id = of_case AND closed_at IS NULL;
END $$;

-- Reopens a case that one leads and supervises, once one has recorded on its closing that and why one does: on the one by which it is
-- closed, and not on an earlier one, of which the reason was another.
CREATE OR REPLACE FUNCTION sec.reopen_case(of_case uuid, closure uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sec.require_lead(of_case);
  IF NOT EXISTS (
    SELECT FROM public.closing_closure c JOIN public.agencies_membership m ON m.id = c.reopened_by_id
      WHERE c.id = closure AND c.case_id = of_case AND c.state = 'reopened'
        AND m.supervises AND m.id = nullif(current_setting('opennrm.membership', true), '')::uuid)
     OR EXISTS (SELECT FROM public.closing_closure c WHERE c.case_id = of_case AND c.state = 'approved') THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is reopened by a supervisor who has recorded why.';
  END IF;
  UPDATE sec.lead SET closed_at = NULL WHERE case_id = of_case;
  UPDATE public.cases_case SET closed_at = NULL WHERE id = of_case;
END $$;

REVOKE ALL ON FUNCTION sec.sign_closing(), sec.hold_lead(uuid), sec.close_case(uuid, uuid),
  sec.reopen_case(uuid, uuid) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.hold_lead(uuid), sec.close_case(uuid, uuid), sec.reopen_case(uuid, uuid) TO opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.sign_closing() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
CREATE OR REPLACE TRIGGER sign_closing BEFORE INSERT OR UPDATE ON closing_closure
  FOR EACH ROW EXECUTE FUNCTION sec.sign_closing();
