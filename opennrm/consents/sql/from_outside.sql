-- What people do who take no part in the case, or no longer: an agency confirms that nothing is used any more which was shared
-- with it, and a data officer decides about an objection. They change their own row alone, and only once.

GRANT UPDATE (confirmed_at, confirmed_by_id) ON consents_endnotice TO opennrm_sec;
GRANT UPDATE (heeded, looked_at, looked_at_by_id) ON consents_objection TO opennrm_sec;
GRANT UPDATE (stopped_at, stopped_by_event) ON cases_clock TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Confirms a notice for an agency that was told, and stops the time limit that it had for that, as whoever leads the case could.
CREATE OR REPLACE FUNCTION sec.confirm_end(notice uuid, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  in_case uuid;
BEGIN
  UPDATE public.consents_endnotice e
    SET confirmed_at = moment, confirmed_by_id = current_setting('opennrm.membership')::uuid
    WHERE e.id = notice AND e.confirmed_at IS NULL AND e.writers && mine AND sec.ok()
    RETURNING e.case_id INTO in_case;
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no such notice to confirm.';
  END IF;
  PERFORM sec.become(mine || (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = in_case));
  UPDATE public.cases_clock c SET stopped_at = moment, stopped_by_event = 'consent.confirmed'
    WHERE c.subject_id = notice AND c.stopped_at IS NULL;
  PERFORM sec.become(mine);
END $$;

-- Decides about an objection, as somebody who was asked to.
CREATE OR REPLACE FUNCTION sec.decide_objection(objection uuid, is_heeded boolean, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.consents_objection o
    SET heeded = is_heeded, looked_at = moment, looked_at_by_id = current_setting('opennrm.membership')::uuid
    WHERE o.id = objection AND o.looked_at IS NULL AND o.readers && sec.my_principals() AND sec.ok();
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no such objection to decide about.';
  END IF;
END $$;

REVOKE ALL ON FUNCTION sec.confirm_end(uuid, timestamptz), sec.decide_objection(uuid, boolean, timestamptz)
  FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.confirm_end(uuid, timestamptz), sec.decide_objection(uuid, boolean, timestamptz) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
