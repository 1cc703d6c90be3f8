-- Taking part in a case: the only way by which somebody gets, or loses, a part in it.

GRANT SELECT ON cases_concerndraft TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

CREATE OR REPLACE FUNCTION sec.lead_principal(of_case uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT id FROM sec.principal WHERE case_id = of_case AND part = 'lead'
$$;

-- Whether who asks holds the lead of the case, or supervises whoever does.
CREATE OR REPLACE FUNCTION sec.leads(of_case uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM sec.principal p WHERE p.case_id = of_case AND p.part = 'lead'
                 AND (p.id = ANY (sec.my_principals()) OR p.supervisors && sec.my_principals()))
$$;

CREATE OR REPLACE FUNCTION sec.require_lead(of_case uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.ok() OR NOT sec.leads(of_case) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the lead of a case can do this.';
  END IF;
  RETURN sec.lead_principal(of_case);
END $$;

-- Opens the case of one's own draft for a lead agency. Whoever reports acts for that lead until the
-- transaction ends, so that the report can be written; afterwards they see it no more.
CREATE OR REPLACE FUNCTION sec.open_case(
  draft uuid, lead_agency uuid, lead_roles text[], standing_roles text[]
) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lead integer;
  team_role text;
BEGIN
  IF NOT sec.ok() OR NOT EXISTS (
    SELECT FROM public.cases_concerndraft d WHERE d.id = draft AND d.submitted_at IS NULL
      AND (SELECT (m.account_id, m.agency_id) FROM public.agencies_membership m WHERE m.id = d.membership_id)
        = (nullif(current_setting('opennrm.account', true), '')::uuid,
           nullif(current_setting('opennrm.agency', true), '')::uuid)
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is opened from a draft of one''s own that was not yet submitted.';
  END IF;
  IF sec.lead_principal(draft) IS NOT NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'This draft has already become a case.';
  END IF;
  INSERT INTO sec.principal (kind, case_id, part, supervisors)
    SELECT 'case', draft, 'lead', coalesce(array_agg(sec.team(lead_agency, above)), '{}') FROM unnest(standing_roles) AS above
    RETURNING id INTO lead;
  FOREACH team_role IN ARRAY lead_roles LOOP
    INSERT INTO sec.holding (principal, holder, valid_from) VALUES (lead, sec.team(lead_agency, team_role), now());
  END LOOP;
  PERFORM sec.also(lead);
  RETURN lead;
END $$;

-- Gives the lead to one member of the lead agency; the intake team and earlier members lose it. Those who supervise
-- never held it: they see the same rows by their own team.
CREATE OR REPLACE FUNCTION sec.assign_lead(of_case uuid, new_holder uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  lead integer := sec.require_lead(of_case);
  agency uuid;
BEGIN
  SELECT team.agency_id INTO agency FROM sec.principal l JOIN sec.principal team
    ON team.id = ANY (l.supervisors) OR team.id IN (SELECT h.holder FROM sec.holding h WHERE h.principal = l.id)
    WHERE l.id = lead AND team.kind = 'team' LIMIT 1;
  IF NOT EXISTS (SELECT FROM public.agencies_membership m
                 WHERE m.id = new_holder AND m.agency_id = agency AND m.ended_at IS NULL) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is assigned to a member of its lead agency.';
  END IF;
  UPDATE sec.holding SET valid_until = now() WHERE principal = lead AND valid_until IS NULL;
  INSERT INTO sec.holding (principal, holder, valid_from)
    VALUES (lead, sec.membership_principal(new_holder), now());
END $$;

-- A new part in a case for the teams of an agency. With `begins` they hold it from now until `ends`;
-- without, it is an offer that one of them takes up for all (sec.take_up) before `ends`.
CREATE OR REPLACE FUNCTION sec.offer_part(
  of_case uuid, part_name text, agency uuid, team_roles text[], begins boolean, ends timestamptz
) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made integer;
BEGIN
  PERFORM sec.require_lead(of_case);
  IF part_name = 'lead' THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case has one lead, which is given by assigning it.';
  END IF;
  IF part_name NOT IN ('asked', 'serving') THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no such part in a case.';
  END IF;
  INSERT INTO sec.principal (kind, case_id, part) VALUES ('case', of_case, part_name) RETURNING id INTO made;
  INSERT INTO sec.holding (principal, holder, offered_until, valid_from, valid_until)
    SELECT made, sec.team(agency, team_role), CASE WHEN begins THEN NULL ELSE ends END,
           CASE WHEN begins THEN now() END, CASE WHEN begins THEN ends END
    FROM unnest(team_roles) AS team_role;
  RETURN made;
END $$;

CREATE OR REPLACE FUNCTION sec.take_up(part_principal integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.ok() THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no valid context.';
  END IF;
  IF NOT EXISTS (
    SELECT FROM sec.holding WHERE principal = part_principal AND valid_from IS NULL AND offered_until > now()
      AND holder = ANY (sec.my_principals())
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'This part is not, or no longer, on offer to you.';
  END IF;
  UPDATE sec.holding SET valid_from = now(), offered_until = NULL
    WHERE principal = part_principal AND valid_from IS NULL;
  PERFORM sec.also(part_principal);
END $$;

-- Ends a part: by the lead, by whoever holds it or was offered it, or by the watch over the clocks.
CREATE OR REPLACE FUNCTION sec.end_part(part_principal integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  allowed boolean;
BEGIN
  SELECT sec.ok() AND p.kind = 'case' AND p.part <> 'lead' AND (
      sec.leads(p.case_id)
      OR sec.system_principal('clocks.watch') = ANY (mine)
      OR EXISTS (SELECT FROM sec.holding h WHERE h.principal = p.id AND h.holder = ANY (mine)))
    INTO allowed FROM sec.principal p WHERE p.id = part_principal;
  IF NOT coalesce(allowed, false) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the lead of a case, or who holds the part, can end it.';
  END IF;
  UPDATE sec.holding SET offered_until = least(offered_until, now()), valid_until = least(valid_until, now())
    WHERE principal = part_principal;
END $$;

-- Lets a held part last until another moment: the lead extends or shortens it. One that has ended stays ended.
CREATE OR REPLACE FUNCTION sec.limit_part(part_principal integer, ends timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.ok() OR NOT EXISTS (
    SELECT FROM sec.principal p WHERE p.id = part_principal AND p.kind = 'case' AND p.part <> 'lead'
      AND sec.leads(p.case_id)
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the lead of a case can limit a part in it.';
  END IF;
  UPDATE sec.holding SET valid_until = ends
    WHERE principal = part_principal AND valid_from IS NOT NULL AND (valid_until IS NULL OR valid_until > now());
END $$;

REVOKE ALL ON FUNCTION sec.lead_principal(uuid), sec.require_lead(uuid), sec.leads(uuid),
  sec.open_case(uuid, uuid, text[], text[]),
  sec.assign_lead(uuid, uuid), sec.offer_part(uuid, text, uuid, text[], boolean, timestamptz),
  sec.take_up(integer), sec.end_part(integer), sec.limit_part(integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.open_case(uuid, uuid, text[], text[]), sec.assign_lead(uuid, uuid),
  sec.offer_part(uuid, text, uuid, text[], boolean, timestamptz), sec.take_up(integer), sec.end_part(integer),
  sec.limit_part(integer, timestamptz) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
