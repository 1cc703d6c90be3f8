-- Whoever may change an interview may end what is booked for it (spaces/sql/bookings.sql).

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.releases_part_interview(occasion uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  RETURN sec.ok() AND EXISTS (SELECT FROM public.interviews_interview i WHERE i.id = occasion AND i.writers && mine);
END $$;

REVOKE ALL ON FUNCTION sec.releases_part_interview(uuid) FROM PUBLIC;

SET LOCAL ROLE opennrm_owner;
