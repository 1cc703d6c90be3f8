-- What of notes somebody leaves behind, counted to 1000 at most (agencies/sql/holdings.sql).

GRANT SELECT ON notes_notedraft TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- The notes that somebody has begun and not finished. They are seen by their author alone, so whoever counts
-- them holds what the author holds meanwhile.
CREATE OR REPLACE FUNCTION sec.held_part_unfinished_note(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  author integer := (SELECT p.id FROM sec.principal p JOIN public.agencies_membership m
    ON p.account_id = m.account_id AND p.agency_id = m.agency_id WHERE m.id = of_membership AND p.kind = 'person');
  counted integer;
BEGIN
  IF author IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM sec.become(mine || author);
  SELECT count(*) INTO counted FROM (
    SELECT FROM public.notes_notedraft d WHERE d.membership_id = of_membership LIMIT 1000) AS few;
  PERFORM sec.become(mine);
  RETURN counted;
END $$;

REVOKE ALL ON FUNCTION sec.held_part_unfinished_note(uuid, uuid) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
