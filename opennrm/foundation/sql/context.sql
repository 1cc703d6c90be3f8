-- Who is asking: signed, transaction-local context, and the principals by which rows are seen.
-- Owned by opennrm_sec. The application can read none of these tables; it can only call the doors.

SET LOCAL ROLE opennrm_sec;

-- The key that signs contexts. Its rows are the result of a query, because pg_dump writes no rows of a materialized view:
-- a dump carries no key, and whoever restores one gets a new key. Granted to nobody.

-- HMAC needs the key combined with two constants (RFC 2104). Kept combined, so that signing is two hashes.
CREATE OR REPLACE FUNCTION sec.new_signing_key(OUT inner_pad bytea, OUT outer_pad bytea)
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  secret bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
               || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
BEGIN
  inner_pad := secret;
  outer_pad := secret;
  FOR i IN 0..63 LOOP
    inner_pad := set_byte(inner_pad, i, get_byte(secret, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(secret, i) # 92);
  END LOOP;
END $$;

CREATE MATERIALIZED VIEW IF NOT EXISTS sec.signing_key AS
  SELECT true AS is_only, k.inner_pad, k.outer_pad FROM sec.new_signing_key() AS k;
CREATE UNIQUE INDEX IF NOT EXISTS signing_key_is_only ON sec.signing_key (is_only);
-- The key before it, for the transactions that were entered with it and still run.
CREATE MATERIALIZED VIEW IF NOT EXISTS sec.former_signing_key AS SELECT * FROM sec.signing_key;
CREATE UNIQUE INDEX IF NOT EXISTS former_signing_key_is_only ON sec.former_signing_key (is_only);

-- When the key was last renewed; locking this row lets one renew at a time.
CREATE TABLE IF NOT EXISTS sec.renewal (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  renewed_at timestamptz NOT NULL
);

-- Concurrently, so that nobody who checks a signature waits. Only a view that holds no rows, as after a restore that
-- was cut short, is filled in the other way.
CREATE OR REPLACE FUNCTION sec.replace_signing_key() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT bool_and(relispopulated) FROM pg_class
      WHERE oid IN ('sec.signing_key'::regclass, 'sec.former_signing_key'::regclass)) THEN
    REFRESH MATERIALIZED VIEW CONCURRENTLY sec.former_signing_key;
    REFRESH MATERIALIZED VIEW CONCURRENTLY sec.signing_key;
  ELSE
    REFRESH MATERIALIZED VIEW sec.signing_key;
    REFRESH MATERIALIZED VIEW sec.former_signing_key;
  END IF;
END $$;

-- Called at each start and every hour. Twice within a minute changes nothing: else somebody could make the contexts of
-- everybody else worthless by asking again and again. Answers whether there is a new key.
CREATE OR REPLACE FUNCTION sec.renew_signing_key() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  is_whole boolean := (SELECT bool_and(relispopulated) FROM pg_class
                       WHERE oid IN ('sec.signing_key'::regclass, 'sec.former_signing_key'::regclass));
BEGIN
  INSERT INTO sec.renewal (renewed_at) VALUES ('-infinity') ON CONFLICT DO NOTHING;
  UPDATE sec.renewal SET renewed_at = clock_timestamp()
    WHERE NOT is_whole
       OR renewed_at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 minute';
  IF FOUND THEN
    PERFORM sec.replace_signing_key();
    RETURN true;
  END IF;
  RETURN false;
END $$;

-- A number for a new principal: by chance, because numbers that count up tell how many cases there are.
CREATE OR REPLACE FUNCTION sec.unused_principal() RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  candidate integer;
BEGIN
  LOOP
    candidate := ('x' || left(encode(uuid_send(gen_random_uuid()), 'hex'), 8))::bit(32)::integer & 2147483647;
    CONTINUE WHEN candidate = 0 OR EXISTS (SELECT FROM sec.principal WHERE id = candidate);
    RETURN candidate;
  END LOOP;
END $$;

-- A principal is one thing that can be granted a row. Everybody who enters holds a handful of them, however long they
-- have worked:
--   membership   an account acting for an agency in one role
--   caseload     the cases that are assigned to a membership
--   person       an account within an agency, whatever its role there
--   team         the members of an agency in one role
--   intake       the cases of an agency that nobody has taken yet
--   supervision  all cases of an agency
--   case         one part in one case; few at a time, because parts end
--   job          a job of the system
--   group        people across agencies
CREATE TABLE IF NOT EXISTS sec.principal (
  id integer PRIMARY KEY DEFAULT sec.unused_principal(),
  kind text NOT NULL
    CHECK (kind IN ('membership', 'caseload', 'person', 'team', 'intake', 'supervision', 'case', 'job', 'group')),
  name text UNIQUE,
  membership_id uuid,
  account_id uuid,
  agency_id uuid,
  role text,
  case_id uuid,
  part text,
  UNIQUE (kind, membership_id),
  UNIQUE (agency_id, role)
);
-- A job that may add rows to any case, as the watch over time limits does.
ALTER TABLE sec.principal ADD COLUMN IF NOT EXISTS adds_to_cases boolean NOT NULL DEFAULT false;
CREATE INDEX IF NOT EXISTS principal_of_case ON sec.principal (case_id);
CREATE UNIQUE INDEX IF NOT EXISTS one_person_an_agency ON sec.principal (account_id, agency_id) WHERE kind = 'person';
CREATE UNIQUE INDEX IF NOT EXISTS one_of_each_an_agency ON sec.principal (kind, agency_id)
  WHERE kind IN ('intake', 'supervision');
CREATE UNIQUE INDEX IF NOT EXISTS one_lead_a_case ON sec.principal (case_id) WHERE part = 'lead';
CREATE UNIQUE INDEX IF NOT EXISTS one_reporter_a_case ON sec.principal (case_id) WHERE part = 'reporter';

-- Who holds a part in a case, and when. Time limits live here, so that they lapse without a job.
CREATE TABLE IF NOT EXISTS sec.holding (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  principal integer NOT NULL REFERENCES sec.principal,
  holder integer NOT NULL REFERENCES sec.principal,
  offered_until timestamptz,
  valid_from timestamptz,
  valid_until timestamptz,
  CHECK (valid_from IS NOT NULL OR offered_until IS NOT NULL)
);
-- By when it ends, so that parts which have ended cost nothing, however many they are.
CREATE INDEX IF NOT EXISTS holding_by_holder ON sec.holding (holder, coalesce(valid_until, 'infinity'::timestamptz));
CREATE INDEX IF NOT EXISTS holding_of_principal ON sec.holding (principal);

-- Work that a job does for a person: the job enters by it, with that person's principals at that moment.
CREATE TABLE IF NOT EXISTS sec.errand (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  job text NOT NULL,
  membership_id uuid NOT NULL,
  valid_until timestamptz NOT NULL
);

INSERT INTO sec.principal (kind, name) VALUES
  ('group', 'auditors'), ('job', 'notices.send')
ON CONFLICT (name) DO NOTHING;

-- Each value is quoted: whoever enters chooses the origin, and must not be able to end it and begin another value.
CREATE OR REPLACE FUNCTION sec.context_text() RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT format('%L|%L|%L|%L|%L|%L|%L|%L|%L', current_setting('opennrm.account', true),
    current_setting('opennrm.membership', true), current_setting('opennrm.agency', true),
    current_setting('opennrm.role', true), current_setting('opennrm.principals', true),
    current_setting('opennrm.origin', true), current_setting('opennrm.job', true),
    pg_backend_pid(), extract(epoch FROM transaction_timestamp()))
$$;

-- Bound to this backend and this transaction, so that a captured context is worth nothing later or elsewhere.
CREATE OR REPLACE FUNCTION sec.signature_by(inner_pad bytea, outer_pad bytea) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(sha256(outer_pad || sha256(inner_pad || convert_to(sec.context_text(), 'UTF8'))), 'hex')
$$;

CREATE OR REPLACE FUNCTION sec.signature() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.signature_by(k.inner_pad, k.outer_pad) FROM sec.signing_key k
$$;

-- A transaction is told from the next one of this backend by the moment at which it began, and all transactions of one
-- message begin at the same moment. So a context counts only from the message after the one that began the transaction.
CREATE OR REPLACE FUNCTION sec.is_told_apart() RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT statement_timestamp() <> transaction_timestamp()
$$;

CREATE OR REPLACE FUNCTION sec.ok() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.is_told_apart() AND (
    EXISTS (SELECT FROM sec.signing_key k
            WHERE current_setting('opennrm.signature', true) = sec.signature_by(k.inner_pad, k.outer_pad))
    OR EXISTS (SELECT FROM sec.former_signing_key k
               WHERE current_setting('opennrm.signature', true) = sec.signature_by(k.inner_pad, k.outer_pad)))
$$;

CREATE OR REPLACE FUNCTION sec.my_principals() RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(nullif(current_setting('opennrm.principals', true), '')::integer[], '{}')
$$;

CREATE OR REPLACE FUNCTION sec.set_context(
  account uuid, membership uuid, agency uuid, role text, principals integer[], origin text, job text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.is_told_apart() THEN
    RAISE insufficient_privilege USING MESSAGE = 'Begin the transaction in a message of its own, then enter.';
  END IF;
  PERFORM set_config('opennrm.account', coalesce(account::text, ''), true),
    set_config('opennrm.membership', coalesce(membership::text, ''), true),
    set_config('opennrm.agency', coalesce(agency::text, ''), true),
    set_config('opennrm.role', coalesce(role, ''), true),
    set_config('opennrm.principals', coalesce(principals, '{}')::text, true),
    set_config('opennrm.origin', coalesce(origin, ''), true),
    set_config('opennrm.job', coalesce(job, ''), true);
  PERFORM set_config('opennrm.signature', sec.signature(), true);
END $$;

CREATE OR REPLACE FUNCTION sec.system_principal(wanted text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT id FROM sec.principal WHERE kind IN ('job', 'group') AND name = wanted
$$;

CREATE OR REPLACE FUNCTION sec.team(agency uuid, team_role text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT id INTO found_id FROM sec.principal WHERE agency_id = agency AND role = team_role;
  IF found_id IS NULL THEN
    IF NOT EXISTS (SELECT FROM public.agencies_agency g WHERE g.id = agency)
       OR team_role !~ '^[a-z][a-z0-9_]{0,63}$' THEN
      RAISE insufficient_privilege USING MESSAGE = 'A team is of an agency that takes part, and of one role.';
    END IF;
    INSERT INTO sec.principal (kind, agency_id, role) VALUES ('team', agency, team_role)
      ON CONFLICT (agency_id, role) DO NOTHING RETURNING id INTO found_id;
    IF found_id IS NULL THEN
      SELECT id INTO found_id FROM sec.principal WHERE agency_id = agency AND role = team_role;
    END IF;
  END IF;
  RETURN found_id;
END $$;

CREATE OR REPLACE FUNCTION sec.principal_of_membership(wanted text, membership uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT id INTO found_id FROM sec.principal WHERE kind = wanted AND membership_id = membership;
  IF found_id IS NULL THEN
    IF NOT EXISTS (SELECT FROM public.agencies_membership m WHERE m.id = membership) THEN
      RAISE insufficient_privilege USING MESSAGE = 'There is no such membership.';
    END IF;
    INSERT INTO sec.principal (kind, membership_id) VALUES (wanted, membership)
      ON CONFLICT (kind, membership_id) DO NOTHING RETURNING id INTO found_id;
    IF found_id IS NULL THEN
      SELECT id INTO found_id FROM sec.principal WHERE kind = wanted AND membership_id = membership;
    END IF;
  END IF;
  RETURN found_id;
END $$;

CREATE OR REPLACE FUNCTION sec.membership_principal(membership uuid) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.principal_of_membership('membership', membership)
$$;

-- The principal of the cases that nobody has taken yet, or of all cases, of an agency.
CREATE OR REPLACE FUNCTION sec.principal_of_agency(wanted text, agency uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT id INTO found_id FROM sec.principal WHERE kind = wanted AND agency_id = agency;
  IF found_id IS NULL THEN
    IF NOT EXISTS (SELECT FROM public.agencies_agency g WHERE g.id = agency) THEN
      RAISE insufficient_privilege USING MESSAGE = 'There is no such agency.';
    END IF;
    INSERT INTO sec.principal (kind, agency_id) VALUES (wanted, agency)
      ON CONFLICT (kind, agency_id) WHERE kind IN ('intake', 'supervision') DO NOTHING RETURNING id INTO found_id;
    IF found_id IS NULL THEN
      SELECT id INTO found_id FROM sec.principal WHERE kind = wanted AND agency_id = agency;
    END IF;
  END IF;
  RETURN found_id;
END $$;

CREATE OR REPLACE FUNCTION sec.person_principal(account uuid, agency uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT id INTO found_id FROM sec.principal WHERE kind = 'person' AND account_id = account AND agency_id = agency;
  IF found_id IS NULL THEN
    IF NOT EXISTS (SELECT FROM public.agencies_membership m WHERE m.account_id = account AND m.agency_id = agency) THEN
      RAISE insufficient_privilege USING MESSAGE = 'This person has never worked for this agency.';
    END IF;
    INSERT INTO sec.principal (kind, account_id, agency_id) VALUES ('person', account, agency)
      ON CONFLICT (account_id, agency_id) WHERE kind = 'person' DO NOTHING RETURNING id INTO found_id;
    IF found_id IS NULL THEN
      SELECT id INTO found_id FROM sec.principal WHERE kind = 'person' AND account_id = account AND agency_id = agency;
    END IF;
  END IF;
  RETURN found_id;
END $$;

-- The worker enters by a job of the system, and gets that job's one principal.
CREATE OR REPLACE FUNCTION sec.enter_job(job text) RETURNS integer[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer := (SELECT p.id FROM sec.principal p WHERE p.kind = 'job' AND p.name = job);
BEGIN
  IF mine IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = format('There is no job of the system called %s.', job);
  END IF;
  PERFORM sec.set_context(NULL, NULL, NULL, NULL, ARRAY[mine], NULL, job);
  RETURN ARRAY[mine];
END $$;

-- Replaces the principals of the context that is in force, for the rest of this transaction.
CREATE OR REPLACE FUNCTION sec.become(principals integer[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.ok() THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no valid context to extend.';
  END IF;
  PERFORM set_config('opennrm.principals', principals::text, true);
  PERFORM set_config('opennrm.signature', sec.signature(), true);
END $$;

-- Adds a principal to the context that is in force.
CREATE OR REPLACE FUNCTION sec.also(added integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT sec.become(sec.my_principals() || added)
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sec FROM PUBLIC, opennrm_app, opennrm_worker, opennrm_operator, opennrm_auth;
GRANT EXECUTE ON FUNCTION sec.ok(), sec.my_principals(), sec.system_principal(text), sec.team(uuid, text),
  sec.membership_principal(uuid), sec.person_principal(uuid, uuid), sec.renew_signing_key()
  TO opennrm_app;
GRANT EXECUTE ON FUNCTION sec.enter_job(text) TO opennrm_worker;
RESET ROLE;
