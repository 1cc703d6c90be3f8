-- Who is asking: signed, transaction-local context, and the principals by which rows are seen.
-- Owned by opennrm_sec. The application can read none of these tables; it can only call the doors.

SET LOCAL ROLE opennrm_sec;

CREATE TABLE IF NOT EXISTS sec.signing_key (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  inner_pad bytea NOT NULL,
  outer_pad bytea NOT NULL
);

-- HMAC needs the key combined with two constants (RFC 2104). Kept combined, so that signing is two hashes.
DO $$
DECLARE
  secret bytea;
  inner_pad bytea;
  outer_pad bytea;
BEGIN
  IF EXISTS (SELECT FROM sec.signing_key) THEN
    RETURN;
  END IF;
  secret := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
         || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
  inner_pad := secret;
  outer_pad := secret;
  FOR i IN 0..63 LOOP
    inner_pad := set_byte(inner_pad, i, get_byte(secret, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(secret, i) # 92);
  END LOOP;
  INSERT INTO sec.signing_key (inner_pad, outer_pad) VALUES (inner_pad, outer_pad);
END $$;

-- A principal is one thing that can be granted a row: an account's membership, a person within an agency (whatever
-- their role there), a team of an agency (its members of one role), a part in one case, or a job of the system.
CREATE TABLE IF NOT EXISTS sec.principal (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('system', 'membership', 'team', 'case')),
  name text UNIQUE,
  membership_id uuid UNIQUE,
  agency_id uuid,
  role text,
  case_id uuid,
  part text,
  UNIQUE (agency_id, role)
);
CREATE INDEX IF NOT EXISTS principal_of_case ON sec.principal (case_id);
-- Of the lead of a case: the teams that supervise whoever holds it. Its rows name them as readers beside the lead, so
-- that a supervisor holds one principal and not one for each case of the agency (measured in bench/).
ALTER TABLE sec.principal ADD COLUMN IF NOT EXISTS supervisors integer[] NOT NULL DEFAULT '{}';
-- Of a person within an agency: what they reported stays theirs when their role changes, or when they leave and come back.
ALTER TABLE sec.principal ADD COLUMN IF NOT EXISTS account_id uuid;
ALTER TABLE sec.principal DROP CONSTRAINT IF EXISTS principal_kind_check;
ALTER TABLE sec.principal ADD CONSTRAINT principal_kind_check
  CHECK (kind IN ('system', 'membership', 'person', 'team', 'case'));
CREATE UNIQUE INDEX IF NOT EXISTS one_person_an_agency ON sec.principal (account_id, agency_id) WHERE kind = 'person';
CREATE UNIQUE INDEX IF NOT EXISTS one_lead_a_case ON sec.principal (case_id) WHERE part = 'lead';

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
CREATE INDEX IF NOT EXISTS holding_by_holder ON sec.holding (holder) INCLUDE (principal, valid_from, valid_until);
CREATE INDEX IF NOT EXISTS holding_of_principal ON sec.holding (principal);

-- Work that a job does for a person: the job enters by it, with that person's principals at that moment.
CREATE TABLE IF NOT EXISTS sec.errand (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  job text NOT NULL,
  membership_id uuid NOT NULL,
  valid_until timestamptz NOT NULL
);

INSERT INTO sec.principal (kind, name) VALUES
  ('system', 'auditors'), ('system', 'audit.seal'), ('system', 'clocks.watch'), ('system', 'notices.send'),
  ('system', 'drafts.expire'), ('system', 'estimates.expire')
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
CREATE OR REPLACE FUNCTION sec.signature() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(sec.context_text(), 'UTF8'))), 'hex')
  FROM sec.signing_key k
$$;

CREATE OR REPLACE FUNCTION sec.ok() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(nullif(current_setting('opennrm.signature', true), '') = sec.signature(), false)
$$;

CREATE OR REPLACE FUNCTION sec.my_principals() RETURNS integer[]
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(nullif(current_setting('opennrm.principals', true), '')::integer[], '{}')
$$;

CREATE OR REPLACE FUNCTION sec.set_context(
  account uuid, membership uuid, agency uuid, role text, principals integer[], origin text, job text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM set_config('opennrm.account', coalesce(account::text, ''), true),
    set_config('opennrm.membership', coalesce(membership::text, ''), true),
    set_config('opennrm.agency', coalesce(agency::text, ''), true),
    set_config('opennrm.role', coalesce(role, ''), true),
    set_config('opennrm.principals', coalesce(principals, '{}')::text, true),
    set_config('opennrm.origin', coalesce(origin, ''), true),
    set_config('opennrm.job', coalesce(job, ''), true);
  PERFORM set_config('opennrm.signature', sec.signature(), true);
END $$;

-- Adds a principal to the context that is already in force, for the rest of this transaction.
CREATE OR REPLACE FUNCTION sec.also(added integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.ok() THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no valid context to extend.';
  END IF;
  PERFORM set_config('opennrm.principals', (sec.my_principals() || added)::text, true);
  PERFORM set_config('opennrm.signature', sec.signature(), true);
END $$;

CREATE OR REPLACE FUNCTION sec.system_principal(wanted text) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT id FROM sec.principal WHERE kind = 'system' AND name = wanted
$$;

CREATE OR REPLACE FUNCTION sec.team(agency uuid, team_role text) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT id INTO found_id FROM sec.principal WHERE agency_id = agency AND role = team_role;
  IF found_id IS NULL THEN
    INSERT INTO sec.principal (kind, agency_id, role) VALUES ('team', agency, team_role)
      ON CONFLICT (agency_id, role) DO NOTHING RETURNING id INTO found_id;
    IF found_id IS NULL THEN
      SELECT id INTO found_id FROM sec.principal WHERE agency_id = agency AND role = team_role;
    END IF;
  END IF;
  RETURN found_id;
END $$;

CREATE OR REPLACE FUNCTION sec.membership_principal(membership uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT id INTO found_id FROM sec.principal WHERE membership_id = membership;
  IF found_id IS NULL THEN
    INSERT INTO sec.principal (kind, membership_id) VALUES ('membership', membership)
      ON CONFLICT (membership_id) DO NOTHING RETURNING id INTO found_id;
    IF found_id IS NULL THEN
      SELECT id INTO found_id FROM sec.principal WHERE membership_id = membership;
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
  mine integer := sec.system_principal(job);
BEGIN
  IF mine IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = format('There is no job of the system called %s.', job);
  END IF;
  PERFORM sec.set_context(NULL, NULL, NULL, NULL, ARRAY[mine], NULL, job);
  RETURN ARRAY[mine];
END $$;

-- Whoever supervises a lead sees and changes what the lead sees and changes: on every guarded row, whoever adds it.
CREATE OR REPLACE FUNCTION sec.with_supervisors(principals integer[]) RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_agg(DISTINCT id ORDER BY id) FROM (
    SELECT unnest(principals)
    UNION SELECT unnest(p.supervisors) FROM sec.principal p WHERE p.id = ANY (principals)
  ) AS everybody(id)
$$;

CREATE OR REPLACE FUNCTION sec.add_supervisors() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.readers := coalesce(sec.with_supervisors(NEW.readers), '{}');
  NEW.writers := coalesce(sec.with_supervisors(NEW.writers), '{}');
  RETURN NEW;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sec FROM PUBLIC;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.add_supervisors() TO opennrm_owner;
GRANT EXECUTE ON FUNCTION sec.ok(), sec.context_text(), sec.my_principals(), sec.system_principal(text),
  sec.team(uuid, text), sec.membership_principal(uuid), sec.person_principal(uuid, uuid) TO opennrm_app;
GRANT EXECUTE ON FUNCTION sec.enter_job(text) TO opennrm_worker;
RESET ROLE;
