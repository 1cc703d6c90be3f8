-- The doors: how a request, a command and an errand enter. The database itself checks who asks.

GRANT SELECT ON agencies_session, agencies_account, agencies_membership, agencies_agency TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- A membership's principals now: its own, its person's, its team's, and the parts in cases that any of them holds.
CREATE OR REPLACE FUNCTION sec.principals_of(membership uuid) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH own AS (
    SELECT p.id FROM sec.principal p WHERE p.membership_id = membership
    UNION ALL
    SELECT p.id FROM sec.principal p JOIN public.agencies_membership m ON m.id = membership
      WHERE p.kind = 'person' AND p.account_id = m.account_id AND p.agency_id = m.agency_id
    UNION ALL
    SELECT p.id FROM sec.principal p JOIN public.agencies_membership m ON m.id = membership
      WHERE p.agency_id = m.agency_id AND p.role = m.role
    UNION ALL
    SELECT p.id FROM sec.principal p JOIN public.agencies_membership m ON m.id = membership
      WHERE p.kind = 'system' AND p.name = 'auditors' AND m.reads_audit
  ), held AS (
    SELECT h.principal FROM sec.holding h JOIN own ON h.holder = own.id
      WHERE h.valid_from <= now() AND (h.valid_until IS NULL OR h.valid_until > now())
  )
  SELECT coalesce(array_agg(DISTINCT id ORDER BY id), '{}') FROM (SELECT id FROM own UNION SELECT principal FROM held) AS mine(id)
$$;

CREATE OR REPLACE FUNCTION sec.enter(token text, origin text)
RETURNS TABLE (account_id uuid, membership_id uuid, agency_id uuid, role text, principals integer[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  visitor record;
  acting record;
  mine integer[] := '{}';
BEGIN
  SELECT s.account_id AS account, s.membership_id AS membership, s.second_factor INTO visitor
    FROM public.agencies_session s JOIN public.agencies_account a ON a.id = s.account_id
    WHERE s.session_key = encode(sha256(convert_to(token, 'UTF8')), 'hex') AND a.is_active
      AND s.expire_date > now() AND s.ends_at > now()
      AND s.last_seen_at > now() - s.idle_seconds * interval '1 second';
  IF visitor.account IS NULL THEN
    PERFORM sec.set_context(NULL, NULL, NULL, NULL, '{}', origin, NULL);
    RETURN;
  END IF;
  SELECT m.id, m.agency_id, m.role INTO acting
    FROM public.agencies_membership m JOIN public.agencies_agency g ON g.id = m.agency_id
    WHERE m.id = visitor.membership AND m.account_id = visitor.account AND m.ended_at IS NULL AND g.is_active
      AND (visitor.second_factor OR NOT m.second_factor_required);
  IF acting.id IS NOT NULL THEN
    PERFORM sec.person_principal(visitor.account, acting.agency_id);
    mine := sec.principals_of(acting.id);
  END IF;
  PERFORM sec.set_context(visitor.account, acting.id, acting.agency_id, acting.role, mine, origin, NULL);
  RETURN QUERY SELECT visitor.account, acting.id, acting.agency_id, acting.role, mine;
END $$;

-- A command enters for a named account (--as), with what that account may see.
CREATE OR REPLACE FUNCTION sec.enter_as(address text, agency_code text, origin text)
RETURNS TABLE (account_id uuid, membership_id uuid, agency_id uuid, role text, principals integer[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  acting record;
  mine integer[];
BEGIN
  SELECT m.id, m.account_id AS account, m.agency_id AS agency, m.role AS acting_role INTO acting
    FROM public.agencies_membership m
    JOIN public.agencies_account a ON a.id = m.account_id
    JOIN public.agencies_agency g ON g.id = m.agency_id
    WHERE lower(a.email) = lower(address) AND a.is_active AND m.ended_at IS NULL AND g.is_active
      AND (agency_code IS NULL OR g.code = agency_code)
    ORDER BY m.started_at LIMIT 1;
  IF acting.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'No active account with that e-mail address belongs to such an agency.';
  END IF;
  mine := sec.principals_of(acting.id);
  PERFORM sec.set_context(acting.account, acting.id, acting.agency, acting.acting_role, mine, origin, NULL);
  RETURN QUERY SELECT acting.account, acting.id, acting.agency, acting.acting_role, mine;
END $$;

-- Leaves an errand for a job that is to run for the person who asks now.
CREATE OR REPLACE FUNCTION sec.commission(job text, valid_for interval) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  made uuid;
BEGIN
  IF NOT sec.ok() OR nullif(current_setting('opennrm.membership', true), '') IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only somebody who is signed in can leave an errand.';
  END IF;
  INSERT INTO sec.errand (job, membership_id, valid_until)
    VALUES (job, current_setting('opennrm.membership')::uuid, now() + valid_for) RETURNING id INTO made;
  RETURN made;
END $$;

CREATE OR REPLACE FUNCTION sec.enter_errand(errand uuid)
RETURNS TABLE (account_id uuid, membership_id uuid, agency_id uuid, role text, principals integer[])
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  acting record;
  mine integer[];
BEGIN
  SELECT m.id, m.account_id AS account, m.agency_id AS agency, m.role AS acting_role, e.job INTO acting
    FROM sec.errand e
    JOIN public.agencies_membership m ON m.id = e.membership_id
    JOIN public.agencies_account a ON a.id = m.account_id
    JOIN public.agencies_agency g ON g.id = m.agency_id
    WHERE e.id = errand AND e.valid_until > now() AND a.is_active AND m.ended_at IS NULL AND g.is_active;
  IF acting.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'The errand is unknown, too old, or its sender may no longer act.';
  END IF;
  mine := sec.principals_of(acting.id);
  PERFORM sec.set_context(acting.account, acting.id, acting.agency, acting.acting_role, mine, NULL, acting.job);
  RETURN QUERY SELECT acting.account, acting.id, acting.agency, acting.acting_role, mine;
END $$;

REVOKE ALL ON FUNCTION sec.principals_of(uuid), sec.enter(text, text), sec.enter_as(text, text, text),
  sec.commission(text, interval), sec.enter_errand(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.enter(text, text), sec.commission(text, interval) TO opennrm_app;
GRANT EXECUTE ON FUNCTION sec.enter_as(text, text, text) TO opennrm_operator;
GRANT EXECUTE ON FUNCTION sec.enter_errand(uuid) TO opennrm_worker;
SET LOCAL ROLE opennrm_owner;
