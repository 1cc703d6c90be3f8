-- Whoever leads an interview sees nothing of the case but the interview until it was held: they do not hold the parts by
-- which their agency sees more. Only whoever takes part in the case, and sees the interview, brings this about.

GRANT SELECT ON interviews_interview TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Returns whether they hold a part that shows the interview and nothing else. If not, nothing is changed.
CREATE OR REPLACE FUNCTION sec.shield_interviewer(interview uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  planned record;
  held integer[];
  narrow integer[];
BEGIN
  SELECT i.case_id, i.lead_id INTO planned FROM public.interviews_interview i
    WHERE i.id = interview AND i.shielded AND i.state IN ('scheduled', 'under_way') AND i.lead_id IS NOT NULL;
  IF NOT FOUND OR NOT sec.takes_part(planned.case_id) THEN
    RETURN true;
  END IF;
  DELETE FROM sec.shield s WHERE s.occasion = interview;
  held := ARRAY(
    SELECT p.id FROM sec.principal p
    WHERE p.case_id = planned.case_id AND p.part IS NOT NULL AND p.id = ANY (sec.principals_of(planned.lead_id)));
  IF held = '{}' THEN
    RETURN true;
  END IF;
  PERFORM sec.become(mine || (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = planned.case_id));
  narrow := ARRAY(
    SELECT p.principal FROM public.cases_participation p
    WHERE p.principal = ANY (held) AND p.ended_at IS NULL AND p.scopes @> ARRAY['interviews'] AND p.scopes <@ ARRAY['case', 'tellings', 'interviews', 'recordings']);
  PERFORM sec.become(mine);
  IF narrow = '{}' THEN
    RETURN false;
  END IF;
  INSERT INTO sec.shield (membership_id, principal, occasion)
    SELECT planned.lead_id, each.id, interview FROM unnest(held) AS each(id) WHERE each.id <> ALL (narrow);
  RETURN true;
END $$;

-- Ends it, once the interview is neither planned nor under way.
CREATE OR REPLACE FUNCTION sec.end_shield(interview uuid) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.interviews_interview i
             WHERE i.id = interview AND i.state NOT IN ('scheduled', 'under_way') AND sec.takes_part(i.case_id)) THEN
    DELETE FROM sec.shield s WHERE s.occasion = interview;
  END IF;
END $$;

REVOKE ALL ON FUNCTION sec.shield_interviewer(uuid), sec.end_shield(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.shield_interviewer(uuid), sec.end_shield(uuid) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
