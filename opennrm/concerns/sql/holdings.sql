-- What of concerns somebody leaves behind, counted to 1000 at most (agencies/sql/holdings.sql).

SET LOCAL ROLE opennrm_sec;

-- The reports that somebody has begun and not sent. They are seen by their author alone.
CREATE OR REPLACE FUNCTION sec.held_part_unfinished_report(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  counted integer;
BEGIN
  IF NOT sec.become_author(of_membership) THEN
    RETURN 0;
  END IF;
  SELECT count(*) INTO counted FROM (
    SELECT FROM public.concerns_concerndraft d
      WHERE d.membership_id = of_membership AND d.submitted_at IS NULL AND d.first_id IS NULL AND d.version > 0 LIMIT 1000) AS few;
  PERFORM sec.become(mine);
  RETURN counted;
END $$;

REVOKE ALL ON FUNCTION sec.held_part_unfinished_report(uuid, uuid) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
