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

-- Closes a case that one leads, as somebody else asked and one has approved oneself: from the moment that the closing says.
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
    WHERE c.id = closure AND c.case_id = of_case AND c.state = 'approved'
      AND deciding.account_id = nullif(current_setting('opennrm.account', true), '')::uuid
      AND asking.account_id <> deciding.account_id;
  IF moment IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is closed by somebody who approves what another person asked for.';
  END IF;
  UPDATE public.cases_case SET closed_at = moment WHERE id = of_case AND closed_at IS NULL;
  UPDATE sec.lead SET closed_at = moment WHERE case_id = of_case AND closed_at IS NULL;
END $$;

-- Reopens a case that one leads, once one has recorded on its closing that and why one does: on the one by which it is
-- closed, and not on an earlier one, of which the reason was another.
CREATE OR REPLACE FUNCTION sec.reopen_case(of_case uuid, closure uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sec.require_lead(of_case);
  IF NOT EXISTS (
    SELECT FROM public.closing_closure c JOIN public.agencies_membership m ON m.id = c.reopened_by_id
      WHERE c.id = closure AND c.case_id = of_case AND c.state = 'reopened'
        AND m.account_id = nullif(current_setting('opennrm.account', true), '')::uuid)
     OR EXISTS (SELECT FROM public.closing_closure c WHERE c.case_id = of_case AND c.state = 'approved') THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is reopened by somebody who has recorded why.';
  END IF;
  UPDATE sec.lead SET closed_at = NULL WHERE case_id = of_case;
  UPDATE public.cases_case SET closed_at = NULL WHERE id = of_case;
END $$;

REVOKE ALL ON FUNCTION sec.hold_lead(uuid), sec.close_case(uuid, uuid), sec.reopen_case(uuid, uuid)
  FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.hold_lead(uuid), sec.close_case(uuid, uuid), sec.reopen_case(uuid, uuid) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
