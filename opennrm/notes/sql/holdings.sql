-- What of notes somebody leaves behind, counted to 1000 at most (agencies/sql/holdings.sql).

GRANT SELECT ON notes_notedraft TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- The notes that somebody has begun and not finished. They are seen by their author alone.
CREATE OR REPLACE FUNCTION sec.held_part_unfinished_note(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  counted integer;
BEGIN
  IF NOT sec.become_author(of_membership) THEN
    RETURN 0;
  END IF;
  SELECT count(*) INTO counted FROM (
    SELECT FROM public.notes_notedraft d WHERE d.membership_id = of_membership LIMIT 1000) AS few;
  PERFORM sec.become(mine);
  RETURN counted;
END $$;

REVOKE ALL ON FUNCTION sec.held_part_unfinished_note(uuid, uuid) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
