-- Whether the child of a case was told something, for whoever leads the case, or has a part in it that covers interviews or
-- what the child was told: an agency knows of no telling that another one wrote down later than it came to take part, and
-- no interview begins before. The answer is yes or no: not when, by whom or in which words.

GRANT SELECT ON tellings_telling TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.was_told(of_case uuid, what text, since timestamptz) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  leads_now integer[] := (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = of_case);
  told boolean;
BEGIN
  IF NOT sec.takes_part(of_case) THEN
    RETURN false;
  END IF;
  PERFORM sec.become(mine || leads_now);
  told := (leads_now && mine OR EXISTS (
      SELECT FROM public.cases_participation p
      WHERE p.case_id = of_case AND p.principal = ANY (mine) AND p.ended_at IS NULL
        AND p.scopes && ARRAY['interviews', 'tellings']))
    AND EXISTS (
      SELECT FROM public.tellings_telling t
      WHERE t.case_id = of_case AND t.moment = what AND t.happened_at >= coalesce(since, '-infinity')
        AND NOT EXISTS (SELECT FROM public.tellings_telling later WHERE later.corrects_id = t.id));
  PERFORM sec.become(mine);
  RETURN told;
END $$;

REVOKE ALL ON FUNCTION sec.was_told(uuid, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.was_told(uuid, text, timestamptz) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
