-- For what a member of an agency is still booked, counted to 1000 at most (agencies/sql/holdings.sql).

SET LOCAL ROLE opennrm_sec;

-- Who asks sees for this moment what those see who book: bookings name no supervisor of an agency.
CREATE OR REPLACE FUNCTION sec.held_part_booking(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  number integer;
BEGIN
  PERFORM sec.become(mine || sec.system_principal('spaces.bookers'));
  SELECT count(*)::integer INTO number FROM (
    SELECT FROM public.spaces_teammember t
      JOIN public.spaces_booking b ON b.resource = 'person' AND b.resource_id = t.id
      WHERE t.membership_id = of_membership AND b.state <> 'released' AND upper(b.period) > now()
      LIMIT 1000) AS few;
  PERFORM sec.become(mine);
  RETURN number;
END $$;

REVOKE ALL ON FUNCTION sec.held_part_booking(uuid, uuid) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
