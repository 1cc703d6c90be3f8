-- The doors: how a request, a command and an errand enter. The database itself checks who asks.

GRANT SELECT ON agencies_session, agencies_account, agencies_membership, agencies_agency TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Whether a membership gives anything at all: it has not ended, account and agency are active, and a role that sees
-- cases was confirmed by a second person since it was last given. Every door asks this one function.
CREATE OR REPLACE FUNCTION sec.may_act(membership uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM public.agencies_membership m
    JOIN public.agencies_account a ON a.id = m.account_id
    JOIN public.agencies_agency g ON g.id = m.agency_id
    WHERE m.id = membership AND m.ended_at IS NULL AND a.is_active AND g.is_active
      AND (m.confirmed_at IS NOT NULL OR NOT m.sees_cases))
$$;

-- A membership has its principals from its beginning: one that was made at somebody's first request would be waited for
-- by the second door, which enters beside it.
CREATE OR REPLACE FUNCTION sec.provide_for_membership() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sec.principal_of_membership('membership', NEW.id), sec.principal_of_membership('caseload', NEW.id),
    sec.person_principal(NEW.account_id, NEW.agency_id), sec.team(NEW.agency_id, NEW.role);
  RETURN NULL;
END $$;

-- Parts in cases that somebody does not hold for now, although their team does: whoever leads an interview is to know
-- nothing of the case but what the request says (opennrm/interviews/sql). `occasion` is what for.
CREATE TABLE IF NOT EXISTS sec.shield (
  membership_id uuid NOT NULL,
  principal integer NOT NULL REFERENCES sec.principal,
  occasion uuid NOT NULL,
  PRIMARY KEY (membership_id, principal, occasion)
);

-- A membership's principals now: its own, its cases, its person's, its team's, what its role gives in its agency, and
-- the parts in cases that any of them holds. Each is looked up by an index, in plpgsql, which keeps its plans: one query
-- for all of them read every principal there is, 12 ms at 100,000 cases.
CREATE OR REPLACE FUNCTION sec.principals_of(membership uuid) RETURNS integer[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  its record;
  own integer[];
BEGIN
  IF NOT sec.may_act(membership) THEN
    RETURN '{}';
  END IF;
  SELECT m.account_id AS account, m.agency_id AS agency, m.role, m.takes_new_cases, m.supervises, m.reads_audit, m.decides_links, m.books_spaces INTO its
    FROM public.agencies_membership m WHERE m.id = membership;
  own := ARRAY[
    (SELECT p.id FROM sec.principal p WHERE p.kind = 'membership' AND p.membership_id = membership),
    (SELECT p.id FROM sec.principal p WHERE p.kind = 'caseload' AND p.membership_id = membership),
    (SELECT p.id FROM sec.principal p WHERE p.kind = 'person' AND p.account_id = its.account AND p.agency_id = its.agency),
    (SELECT p.id FROM sec.principal p WHERE p.agency_id = its.agency AND p.role = its.role)];
  IF its.takes_new_cases THEN
    own := own || (SELECT p.id FROM sec.principal p WHERE p.kind = 'intake' AND p.agency_id = its.agency);
  END IF;
  IF its.supervises THEN
    own := own || (SELECT p.id FROM sec.principal p WHERE p.kind = 'supervision' AND p.agency_id = its.agency);
  END IF;
  IF its.reads_audit THEN
    own := own || (SELECT p.id FROM sec.principal p WHERE p.kind = 'group' AND p.name = 'auditors');
  END IF;
  IF its.decides_links THEN
    own := own || (SELECT p.id FROM sec.principal p WHERE p.kind = 'group' AND p.name = 'linkage.desk');
  END IF;
  IF its.books_spaces THEN
    own := own || (SELECT p.id FROM sec.principal p WHERE p.kind = 'group' AND p.name = 'spaces.bookers');
  END IF;
  own := array_remove(own, NULL);
  RETURN ARRAY(
    SELECT mine.id FROM unnest(own) AS mine(id)
    UNION
    SELECT h.principal FROM sec.holding h
      WHERE h.holder = ANY (own) AND coalesce(h.valid_until, 'infinity'::timestamptz) > now() AND h.valid_from <= now()
        AND NOT EXISTS (SELECT FROM sec.shield s WHERE s.membership_id = membership AND s.principal = h.principal)
    ORDER BY 1);
END $$;

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
    FROM public.agencies_membership m
    WHERE m.id = visitor.membership AND m.account_id = visitor.account AND sec.may_act(m.id)
      AND (visitor.second_factor OR NOT m.second_factor_required);
  IF acting.id IS NOT NULL THEN
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
    WHERE lower(a.email) = lower(address) AND sec.may_act(m.id) AND (agency_code IS NULL OR g.code = agency_code)
    ORDER BY m.started_at LIMIT 1;
  IF acting.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'No active account with that e-mail address may act for such an agency.';
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
  IF NOT sec.ok() OR nullif(current_setting('opennrm.membership', true), '') IS NULL
     OR nullif(current_setting('opennrm.job', true), '') IS NOT NULL THEN
    -- A job that runs by an errand would leave itself the next one, for ever.
    RAISE insufficient_privilege USING MESSAGE = 'Only somebody who is signed in can leave an errand.';
  END IF;
  IF job IS NULL OR job NOT IN ('estimates.run', 'overview.renew', 'imports.work', 'interviews.plan') THEN
    RAISE insufficient_privilege USING MESSAGE = format('No errand can be left for a job called %s.', job);
  END IF;
  IF valid_for IS NULL OR valid_for <= interval '0' OR valid_for > interval '7 days' THEN
    RAISE insufficient_privilege USING MESSAGE = 'An errand is valid for some time, and for seven days at most.';
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
    WHERE e.id = errand AND e.valid_until > now() AND sec.may_act(m.id);
  IF acting.id IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'The errand is unknown, too old, or its sender may no longer act.';
  END IF;
  mine := sec.principals_of(acting.id);
  PERFORM sec.set_context(acting.account, acting.id, acting.agency, acting.acting_role, mine, NULL, acting.job);
  RETURN QUERY SELECT acting.account, acting.id, acting.agency, acting.acting_role, mine;
END $$;

-- Leaves a notice from beyond the second door, where nobody holds a principal that could: in the same transaction as
-- what it is about. Only the job that sends notices, and the recipient, can read or change it.
CREATE OR REPLACE FUNCTION sec.tell(notice uuid, wanted integer, about text, subject uuid, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mailer integer := sec.system_principal('notices.send');
BEGIN
  PERFORM sec.also(mailer);
  INSERT INTO public.foundation_notice (id, kind, recipient, subject_id, made_at, readers, writers, read_by)
    VALUES (notice, about, wanted, subject, moment, ARRAY[wanted, mailer], ARRAY[wanted, mailer], '{}');
END $$;

-- Says that what such notices were about has been dealt with: nobody need look at them any more.
CREATE OR REPLACE FUNCTION sec.settle(about text, subject uuid, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  PERFORM sec.also(sec.system_principal('notices.send'));
  UPDATE public.foundation_notice SET settled_at = moment
    WHERE kind = about AND subject_id = subject AND settled_at IS NULL;
  PERFORM sec.become(mine);
END $$;

-- A membership is confirmed by whoever asks, and by nobody in the name of somebody else. Without an account it can only
-- be whoever sits at the server.
CREATE OR REPLACE FUNCTION sec.check_confirmation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asking uuid := nullif(current_setting('opennrm.account', true), '')::uuid;
BEGIN
  IF session_user <> 'opennrm_auth' OR NEW.confirmed_at IS NULL
     OR (TG_OP = 'UPDATE' AND NEW.confirmed_at IS NOT DISTINCT FROM OLD.confirmed_at
         AND NEW.confirmed_by_id IS NOT DISTINCT FROM OLD.confirmed_by_id) THEN
    RETURN NEW;
  END IF;
  IF NOT sec.ok() OR NEW.confirmed_by_id IS DISTINCT FROM asking
     OR (asking IS NULL AND current_setting('opennrm.origin', true) NOT LIKE 'command line%') THEN
    RAISE insufficient_privilege USING MESSAGE = 'A membership is confirmed by a second person, for themselves.';
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON FUNCTION sec.may_act(uuid), sec.tell(uuid, integer, text, uuid, timestamptz),
  sec.settle(text, uuid, timestamptz),
  sec.check_confirmation(), sec.provide_for_membership(), sec.principals_of(uuid), sec.enter(text, text),
  sec.enter_as(text, text, text),
  sec.commission(text, interval), sec.enter_errand(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.enter(text, text), sec.commission(text, interval) TO opennrm_app;
GRANT EXECUTE ON FUNCTION sec.enter_as(text, text, text) TO opennrm_operator;
GRANT EXECUTE ON FUNCTION sec.enter_errand(uuid) TO opennrm_worker;
-- A trigger function is checked for EXECUTE when the trigger is made, and the table's owner makes it.
GRANT EXECUTE ON FUNCTION sec.check_confirmation(), sec.provide_for_membership() TO opennrm_owner;
-- The second door's role enters as the request did, and writes nothing but what policy.toml of each context lists.
GRANT USAGE ON SCHEMA sec TO opennrm_auth;
GRANT EXECUTE ON FUNCTION sec.enter(text, text), sec.enter_as(text, text, text), sec.ok(), sec.team(uuid, text),
  sec.membership_principal(uuid), sec.person_principal(uuid, uuid), sec.tell(uuid, integer, text, uuid, timestamptz),
  sec.settle(text, uuid, timestamptz) TO opennrm_auth;
SET LOCAL ROLE opennrm_owner;

GRANT SELECT, INSERT, UPDATE ON foundation_notice TO opennrm_sec;
CREATE OR REPLACE TRIGGER check_confirmation BEFORE INSERT OR UPDATE ON agencies_membership
  FOR EACH ROW EXECUTE FUNCTION sec.check_confirmation();
CREATE OR REPLACE TRIGGER provide_for_membership AFTER INSERT ON agencies_membership
  FOR EACH ROW EXECUTE FUNCTION sec.provide_for_membership();
