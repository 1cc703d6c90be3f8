-- Which parts in a case cover interviews, for whoever takes part in it: several agencies take the steps of an interview,
-- and each of them knows of no part but its own. What it gives are numbers; they tell of no agency.

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.parts_covering(of_case uuid, scope text) RETURNS integer[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  leads_now integer[] := (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = of_case);
  covering integer[];
BEGIN
  IF NOT sec.takes_part(of_case) THEN
    RETURN '{}';
  END IF;
  PERFORM sec.become(mine || leads_now);
  covering := ARRAY(
    SELECT p.principal FROM public.cases_participation p
    WHERE p.case_id = of_case AND p.ended_at IS NULL AND p.scopes @> ARRAY[scope] AND p.part IN ('serving', 'taking_part', 'invited')
      AND coalesce(p.offered_until, 'infinity'::timestamptz) > now()
    ORDER BY 1);
  PERFORM sec.become(mine);
  RETURN covering;
END $$;

REVOKE ALL ON FUNCTION sec.parts_covering(uuid, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.parts_covering(uuid, text) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
