-- The people of the interview team of every agency without their names, for whoever says that somebody has nothing to do with
-- the interviews of a child: they lead the case, or their part in it covers interviews. Of people of other agencies they
-- learn in which agency somebody is, for what, and the code by which facilitators know them.

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.team_without_names(of_case uuid)
RETURNS TABLE (membership_id uuid, agency_id uuid, disciplines text[], code text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  IF NOT (sec.leads(of_case) OR sec.parts_covering(of_case, 'interviews') && mine) THEN
    RETURN;
  END IF;
  PERFORM sec.become(mine || sec.system_principal('spaces.bookers'));
  RETURN QUERY SELECT t.membership_id, t.agency_id, t.disciplines, upper(left(t.id::text, 6)) FROM public.spaces_teammember t
    WHERE t.ended_on IS NULL AND sec.may_act(t.membership_id) ORDER BY 4;
  PERFORM sec.become(mine);
END $$;

REVOKE ALL ON FUNCTION sec.team_without_names(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.team_without_names(uuid) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
