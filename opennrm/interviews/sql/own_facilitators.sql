-- Lets those who book spaces in the agency that leads a case arrange the interviews of its child: they lead no case, and their
-- agency cannot be asked to take part in its own. They get a part that shows the interviews and what the child was told.
-- For whoever asks for an interview, who may be of another agency and knows of no part but their own. Once more does nothing.

GRANT SELECT, INSERT ON cases_participation TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.let_own_facilitators(of_case uuid, since timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  its record;
  team_roles text[];
  made integer;
  bound record;
BEGIN
  IF NOT (sec.leads(of_case) OR sec.parts_covering(of_case, 'interviews') && mine) THEN
    RETURN NULL;
  END IF;
  SELECT l.agency_id, ARRAY[l.holder, l.supervision] AS leads_now INTO STRICT its FROM sec.lead l WHERE l.case_id = of_case FOR SHARE;
  team_roles := ARRAY(SELECT DISTINCT m.role FROM public.agencies_membership m
    WHERE m.agency_id = its.agency_id AND m.books_spaces AND sec.may_act(m.id));
  PERFORM sec.become(mine || its.leads_now);
  IF team_roles <> '{}' AND NOT EXISTS (
    SELECT FROM public.cases_participation p
    WHERE p.case_id = of_case AND p.agency_id = its.agency_id AND p.part = 'taking_part' AND p.ended_at IS NULL)
  THEN
    made := sec.offer_part(of_case, 'taking_part', its.agency_id, team_roles, true, NULL);
    INSERT INTO public.cases_participation (id, readers, writers, case_id, part, agency_id, principal, scopes, basis, started_at)
      VALUES (gen_random_uuid(), ARRAY[0, made], ARRAY[0], of_case, 'taking_part', its.agency_id, made,
              ARRAY['case', 'interviews', 'tellings'], '', since);
    UPDATE public.cases_case SET readers = readers || made WHERE id = of_case;
    UPDATE public.cases_casekey SET readers = readers || made WHERE id = of_case;
    UPDATE public.tellings_telling SET readers = readers || made WHERE case_id = of_case;
    FOR bound IN
      SELECT g.tgrelid::regclass AS rows FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
      WHERE g.tgname = 'name_lead' AND split_part(encode(g.tgargs, 'escape'), '\000', 1) = 'case_id'
        AND c.relname LIKE 'interviews\_%'
    LOOP
      EXECUTE format('UPDATE %s SET readers = readers || $2, writers = writers || $2 WHERE case_id = $1', bound.rows)
        USING of_case, made;
    END LOOP;
  END IF;
  PERFORM sec.become(mine);
  RETURN made;
END $$;

REVOKE ALL ON FUNCTION sec.let_own_facilitators(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.let_own_facilitators(uuid, timestamptz) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
