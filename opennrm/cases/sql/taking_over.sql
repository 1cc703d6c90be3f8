-- The lead of a case goes to another agency. Whoever leads the case offers that agency the part "receiving" (sec.offer_part),
-- and somebody who supervises there takes the lead by it, for as long as the part lasts. Nobody else moves a case to
-- another agency: not even whoever leads it can write who leads it.

GRANT UPDATE (lead_agency_id, assigned_to_id) ON cases_case TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- What the agency that led the case was told of it leads nowhere any more. Of what others were told, its supervisors are
-- no longer among those who say that it is dealt with; the supervisors of the new lead are.
CREATE OR REPLACE FUNCTION sec.pass_notices_on(
  of_case uuid, former_agency uuid, former integer[], supervision integer, moment timestamptz
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.foundation_notice n SET settled_at = moment
    FROM sec.principal p LEFT JOIN public.agencies_membership m ON m.id = p.membership_id
    WHERE n.case_id = of_case AND n.settled_at IS NULL AND p.id = n.recipient
      AND p.kind IN ('membership', 'caseload', 'intake', 'supervision')
      AND coalesce(p.agency_id, m.agency_id) = former_agency;
  UPDATE public.foundation_notice n
    SET readers = ARRAY(SELECT unnest(n.readers) EXCEPT SELECT unnest(former) UNION SELECT supervision ORDER BY 1),
        writers = ARRAY(SELECT unnest(n.writers) EXCEPT SELECT unnest(former) UNION SELECT supervision ORDER BY 1)
    WHERE n.case_id = of_case AND n.settled_at IS NULL AND n.writers && former;
END $$;

-- Makes the agency of whoever asks the lead of the case in which they hold this part; nobody there has taken it yet.
-- Answers what they hold from now on: whoever supervises an agency sees all cases that it leads.
CREATE OR REPLACE FUNCTION sec.take_lead(by_part integer, moment timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  of_case uuid := (SELECT p.case_id FROM sec.principal p
    WHERE p.id = by_part AND p.part = 'receiving' AND p.id = ANY (sec.my_principals()) AND sec.ok());
  agency uuid := (SELECT m.agency_id FROM public.agencies_membership m
    WHERE m.id = nullif(current_setting('opennrm.membership', true), '')::uuid AND m.supervises AND sec.may_act(m.id));
  former record;
  intake integer;
  supervision integer;
BEGIN
  IF of_case IS NULL OR agency IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is taken over by somebody who supervises the agency that was asked.';
  END IF;
  -- First the case and then its lead, as whoever assigns it does, so that the two do not wait for each other.
  SELECT l.supervision INTO STRICT former FROM sec.lead l WHERE l.case_id = of_case;
  PERFORM sec.become(mine || former.supervision);
  PERFORM FROM public.cases_case c WHERE c.id = of_case FOR NO KEY UPDATE;
  SELECT l.agency_id, l.holder, l.supervision INTO STRICT former FROM sec.lead l WHERE l.case_id = of_case FOR UPDATE;
  IF former.agency_id = agency OR NOT EXISTS (
    SELECT FROM sec.holding h JOIN sec.principal team ON team.id = h.holder
    WHERE h.principal = by_part AND h.holder = ANY (mine) AND team.agency_id = agency
      AND h.valid_from <= now() AND h.valid_until > clock_timestamp()
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'This case is not, or no longer, offered to your agency.';
  END IF;
  intake := sec.principal_of_agency('intake', agency);
  supervision := sec.principal_of_agency('supervision', agency);
  UPDATE sec.lead SET agency_id = agency WHERE case_id = of_case;
  PERFORM sec.move_lead(of_case, intake, supervision);
  PERFORM sec.become(mine || former.holder || former.supervision || supervision);
  UPDATE public.cases_case SET lead_agency_id = agency, assigned_to_id = NULL WHERE id = of_case;
  PERFORM sec.pass_notices_on(
    of_case, former.agency_id, ARRAY[former.holder, former.supervision], supervision, moment);
  PERFORM sec.become(mine || supervision);
  RETURN supervision;
END $$;

REVOKE ALL ON FUNCTION sec.pass_notices_on(uuid, uuid, integer[], integer, timestamptz),
  sec.take_lead(integer, timestamptz) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.take_lead(integer, timestamptz) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
