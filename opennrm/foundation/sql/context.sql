-- Who is asking: signed, transaction-local context, and the principals by which rows are seen.
-- Owned by opennrm_sec. The application can read none of these tables; it can only call the doors.

SET LOCAL ROLE opennrm_sec;

-- The key that signs contexts. Its rows are the result of a query, because pg_dump writes no rows of a materialized view:
-- a dump carries no key, and whoever restores one gets a new key. Granted to nobody.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_class WHERE oid = to_regclass('sec.signing_key') AND relkind = 'r') THEN
    DROP TABLE sec.signing_key;
  END IF;
END $$;

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

-- A principal is one thing that can be granted a row: an account's membership, a person within an agency (whatever
-- their role there), a team of an agency (its members of one role), a part in one case, a job of the system, or a group
-- of people across agencies.
CREATE TABLE IF NOT EXISTS sec.principal (
  id integer PRIMARY KEY,
  kind text NOT NULL,
  name text UNIQUE,
  membership_id uuid UNIQUE,
  agency_id uuid,
  role text,
  case_id uuid,
  part text,
  UNIQUE (agency_id, role)
);
CREATE INDEX IF NOT EXISTS principal_of_case ON sec.principal (case_id);
ALTER TABLE sec.principal ALTER COLUMN id DROP IDENTITY IF EXISTS;
ALTER TABLE sec.principal ALTER COLUMN id SET DEFAULT sec.unused_principal();
-- Jobs and groups were one kind once, so that the worker could enter as the auditors.
ALTER TABLE sec.principal DROP CONSTRAINT IF EXISTS principal_kind_check;
UPDATE sec.principal SET kind = CASE name WHEN 'auditors' THEN 'group' ELSE 'job' END WHERE kind = 'system';
ALTER TABLE sec.principal ADD CONSTRAINT principal_kind_check
  CHECK (kind IN ('job', 'group', 'membership', 'person', 'team', 'case'));
-- Of the lead of a case: the teams that supervise whoever holds it. Its rows name them as readers beside the lead, so
-- that a supervisor holds one principal and not one for each case of the agency (measured in bench/).
ALTER TABLE sec.principal ADD COLUMN IF NOT EXISTS supervisors integer[] NOT NULL DEFAULT '{}';
-- Of a person within an agency: what they reported stays theirs when their role changes, or when they leave and come back.
ALTER TABLE sec.principal ADD COLUMN IF NOT EXISTS account_id uuid;
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
  ('group', 'auditors'), ('job', 'audit.seal'), ('job', 'clocks.watch'), ('job', 'notices.send'),
  ('job', 'drafts.expire'), ('job', 'estimates.expire')
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

CREATE OR REPLACE FUNCTION sec.membership_principal(membership uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  found_id integer;
BEGIN
  SELECT id INTO found_id FROM sec.principal WHERE membership_id = membership;
  IF found_id IS NULL THEN
    IF NOT EXISTS (SELECT FROM public.agencies_membership m WHERE m.id = membership) THEN
      RAISE insufficient_privilege USING MESSAGE = 'There is no such membership.';
    END IF;
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

-- Whoever supervises a lead sees and changes what the lead sees and changes: on every guarded row, whoever adds it.
-- (These run for each row that is written, in plpgsql because that keeps their plans and plain SQL makes them anew.)
CREATE OR REPLACE FUNCTION sec.with_supervisors(principals integer[]) RETURNS integer[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT array_agg(DISTINCT id ORDER BY id) FROM (
    SELECT unnest(principals)
    UNION SELECT unnest(p.supervisors) FROM sec.principal p WHERE p.id = ANY (principals)
  ) AS everybody(id));
END $$;

-- Whether who asks holds any part in the case, or watches over the clocks of all. Rows are added by no one else.
-- It looks at the signature itself: asked directly with principals that are only claimed, it tells nothing.
CREATE OR REPLACE FUNCTION sec.takes_part(in_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  RETURN sec.ok() AND EXISTS (
    SELECT FROM sec.principal p WHERE p.case_id = in_case AND (p.id = ANY (mine) OR p.supervisors && mine)
    UNION ALL SELECT FROM sec.principal p WHERE p.name = 'clocks.watch' AND p.id = ANY (mine));
END $$;

-- Whether who asks may name these principals as readers or writers: those that they hold, those of a case in which they
-- take part, and memberships, teams, jobs and groups, which every door gives and which tell of no case.
-- A number that is not used and one of somebody else's case are answered alike. Principals that are only claimed pass
-- here whether they exist or not, and are refused by the policy.
CREATE OR REPLACE FUNCTION sec.may_name(named integer[]) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  RETURN named <@ mine OR NOT EXISTS (
    SELECT FROM unnest(named) AS each(id) LEFT JOIN sec.principal p ON p.id = each.id
    WHERE each.id <> ALL (mine) AND (p.id IS NULL OR p.kind = 'case' AND NOT sec.takes_part(p.case_id)));
END $$;

-- On every guarded row, whoever adds it: names no principal that the writer could not know, because the supervisors that
-- are added (and can be read with RETURNING) would tell which numbers are leads.
-- Roles that bypass the policies bypass this too: they serve nobody.
CREATE OR REPLACE FUNCTION sec.add_supervisors() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  named integer[] := NEW.readers || NEW.writers;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    named := ARRAY(SELECT unnest(named) EXCEPT SELECT unnest(OLD.readers || OLD.writers));
  END IF;
  IF NOT sec.may_name(named)
     AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RAISE insufficient_privilege USING
      MESSAGE = 'A row names as readers and writers only principals that one holds or was given.';
  END IF;
  NEW.readers := coalesce(sec.with_supervisors(NEW.readers), '{}');
  NEW.writers := coalesce(sec.with_supervisors(NEW.writers), '{}');
  RETURN NEW;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA sec FROM PUBLIC, opennrm_app, opennrm_worker, opennrm_operator, opennrm_auth;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.add_supervisors() TO opennrm_owner;
GRANT EXECUTE ON FUNCTION sec.ok(), sec.my_principals(), sec.system_principal(text), sec.team(uuid, text),
  sec.membership_principal(uuid), sec.person_principal(uuid, uuid), sec.takes_part(uuid), sec.renew_signing_key()
  TO opennrm_app;
GRANT EXECUTE ON FUNCTION sec.enter_job(text) TO opennrm_worker;
RESET ROLE;
