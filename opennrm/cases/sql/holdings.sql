-- What of cases somebody, or an agency, has in hand, counted to 1000 at most (agencies/sql/holdings.sql).

SET LOCAL ROLE opennrm_sec;

-- The cases that are assigned to a member; those that an agency leads.
CREATE OR REPLACE FUNCTION sec.held_part_case(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF of_membership IS NOT NULL THEN
    RETURN (SELECT count(*) FROM (
      SELECT FROM public.cases_case c WHERE c.assigned_to_id = of_membership AND c.closed_at IS NULL LIMIT 1000) AS few);
  END IF;
  RETURN (SELECT count(*) FROM (
    SELECT FROM public.cases_case c WHERE c.lead_agency_id = of_agency LIMIT 1000) AS few);
END $$;

-- The parts of one kind that the teams of an agency hold now: what they were asked and have not answered, and what they
-- are doing. They are counted by who holds them, so no row of those cases is seen.
CREATE OR REPLACE FUNCTION sec.parts_held(by_agency uuid, of_kind text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer FROM (
    SELECT DISTINCT h.principal FROM sec.principal team
      JOIN sec.holding h ON h.holder = team.id
      JOIN sec.principal p ON p.id = h.principal
      WHERE team.agency_id = by_agency AND team.kind = 'team' AND p.part = of_kind
        AND h.valid_from <= now() AND coalesce(h.valid_until, 'infinity'::timestamptz) > now() LIMIT 1000) AS few
$$;

CREATE OR REPLACE FUNCTION sec.held_part_asked(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.parts_held(of_agency, 'asked')
$$;

CREATE OR REPLACE FUNCTION sec.held_part_serving(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.parts_held(of_agency, 'serving')
$$;

CREATE OR REPLACE FUNCTION sec.held_part_deciding(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.parts_held(of_agency, 'deciding')
$$;

CREATE OR REPLACE FUNCTION sec.held_part_taking_part(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.parts_held(of_agency, 'invited') + sec.parts_held(of_agency, 'taking_part')
$$;

CREATE OR REPLACE FUNCTION sec.held_part_receiving(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.parts_held(of_agency, 'receiving')
$$;

CREATE OR REPLACE FUNCTION sec.held_part_keeping(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.parts_held(of_agency, 'keeping')
$$;

REVOKE ALL ON FUNCTION sec.held_part_case(uuid, uuid), sec.parts_held(uuid, text), sec.held_part_asked(uuid, uuid),
  sec.held_part_serving(uuid, uuid), sec.held_part_deciding(uuid, uuid), sec.held_part_receiving(uuid, uuid),
  sec.held_part_taking_part(uuid, uuid), sec.held_part_keeping(uuid, uuid) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
