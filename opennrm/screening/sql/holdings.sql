-- What of screenings somebody leaves behind, counted to 1000 at most (agencies/sql/holdings.sql).

SET LOCAL ROLE opennrm_sec;

-- The screenings that a member has begun and not finished, in cases of the agency.
CREATE OR REPLACE FUNCTION sec.held_part_screening(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer FROM (
    SELECT FROM public.screening_screeningdraft d WHERE d.membership_id = of_membership LIMIT 1000) AS few
$$;

REVOKE ALL ON FUNCTION sec.held_part_screening(uuid, uuid) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
