-- Taking part in a case: who leads it, and the only way by which somebody gets, or loses, a part in it.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name, adds_to_cases) VALUES ('job', 'clocks.watch', true)
  ON CONFLICT (name) DO UPDATE SET adds_to_cases = true;

-- Who leads a case now: its rows name `holder` and `supervision` among their readers and writers, so that everybody who
-- leads holds a handful of principals, and not one for each case (measured in bench/). `own` is the case's: whoever
-- reports holds it in the transaction `opened_in`, and the audit of the case names it for good. `reporter` is the person
-- within their agency who reported it; nothing else says who may write as its reporter later. A case that has `closed_at`
-- stays as it is; in one that has `erased_at`, nobody takes part any more.
CREATE TABLE IF NOT EXISTS sec.lead (
  case_id uuid PRIMARY KEY,
  agency_id uuid NOT NULL,
  own integer NOT NULL UNIQUE REFERENCES sec.principal,
  holder integer NOT NULL REFERENCES sec.principal,
  supervision integer NOT NULL REFERENCES sec.principal,
  reporter integer REFERENCES sec.principal,
  closed_at timestamptz,
  opened_in xid8 NOT NULL DEFAULT pg_current_xact_id()
);
ALTER TABLE sec.lead ADD COLUMN IF NOT EXISTS erased_at timestamptz;
CREATE INDEX IF NOT EXISTS lead_by_holder ON sec.lead (holder);

-- Whether who asks leads the case. It looks at the signature itself: asked directly with principals that are only
-- claimed, it tells nothing. (What runs for each row is plpgsql, which keeps its plans; plain SQL makes them anew.)
CREATE OR REPLACE FUNCTION sec.leads(of_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  RETURN sec.ok() AND EXISTS (
    SELECT FROM sec.lead l WHERE l.case_id = of_case AND ARRAY[l.holder, l.supervision, l.own] && mine);
END $$;

-- Whether who asks has any part in the case, or is a job that adds to all. Rows are added by no one else, and none to a case
-- that is erased.
CREATE OR REPLACE FUNCTION sec.takes_part(in_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  RETURN (sec.leads(in_case) OR sec.ok() AND EXISTS (
    SELECT FROM sec.principal p WHERE p.case_id = in_case AND p.id = ANY (mine)
    UNION ALL SELECT FROM sec.principal p WHERE p.adds_to_cases AND p.id = ANY (mine)))
    AND NOT EXISTS (SELECT FROM sec.lead l WHERE l.case_id = in_case AND l.erased_at IS NOT NULL);
END $$;

-- The same while the case is open. It looks anew each time: a row may have waited for somebody who has just closed the case.
CREATE OR REPLACE FUNCTION sec.may_write(in_case uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN sec.takes_part(in_case)
    AND NOT EXISTS (SELECT FROM sec.lead l WHERE l.case_id = in_case AND l.closed_at IS NOT NULL);
END $$;

-- Whether who asks may name these principals as readers or writers: those that they hold, those of a case in which they
-- take part, 0 (whoever leads the case) in a row of such a case, and what every door gives and what tells of no case.
-- A number that is not used and one of somebody else's case are answered alike. Principals that are only claimed pass
-- here whether they exist or not, and are refused by the policy.
CREATE OR REPLACE FUNCTION sec.may_name(named integer[], in_case uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  RETURN named <@ mine OR NOT EXISTS (
    SELECT FROM unnest(named) AS each(id) LEFT JOIN sec.principal p ON p.id = each.id
    WHERE each.id <> ALL (mine)
      AND (p.id IS NULL AND NOT (each.id = 0 AND in_case IS NOT NULL AND sec.takes_part(in_case))
           OR p.kind = 'case' AND NOT sec.takes_part(p.case_id)));
END $$;

-- On every guarded row, whoever adds it. It names no principal that the writer could not know, because what takes its
-- place (and can be read with RETURNING) would tell which numbers lead something. The argument is the column that says
-- of which case the row is. A case that changes hands at this moment is waited for.
-- Roles that bypass the policies bypass this too: they serve nobody.
CREATE OR REPLACE FUNCTION sec.name_lead() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  named integer[] := NEW.readers || NEW.writers;
  in_case uuid;
  lead record;
  leads_now integer[];
  former integer[];
BEGIN
  IF TG_ARGV[0] = 'id' THEN
    in_case := NEW.id;
  ELSIF TG_ARGV[0] = 'case_id' THEN
    in_case := NEW.case_id;
  END IF;
  IF TG_OP = 'UPDATE' THEN
    named := ARRAY(SELECT unnest(named) EXCEPT SELECT unnest(OLD.readers || OLD.writers));
  END IF;
  IF NOT sec.may_name(named, in_case)
     AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = session_user) THEN
    RAISE insufficient_privilege USING
      MESSAGE = 'A row names as readers and writers only principals that one holds or was given.';
  END IF;
  IF in_case IS NOT NULL THEN
    SELECT l.own, l.holder, l.supervision, l.opened_in INTO lead FROM sec.lead l WHERE l.case_id = in_case FOR SHARE;
    IF FOUND THEN
      -- Whoever led at any other time is named by nobody any more.
      former := 0 || ARRAY(
        SELECT p.id FROM sec.principal p WHERE p.id = ANY (NEW.readers || NEW.writers)
          AND (p.kind IN ('caseload', 'intake', 'supervision') OR p.part = 'lead'));
      leads_now := ARRAY[lead.holder, lead.supervision];
      IF lead.opened_in = pg_current_xact_id() THEN
        leads_now := leads_now || lead.own;
      END IF;
      NEW.readers := ARRAY(
        SELECT each.id FROM unnest(NEW.readers) AS each(id) WHERE each.id <> ALL (former)
        UNION SELECT each.id FROM unnest(leads_now) AS each(id) WHERE NEW.readers && former ORDER BY 1);
      NEW.writers := ARRAY(
        SELECT each.id FROM unnest(NEW.writers) AS each(id) WHERE each.id <> ALL (former)
        UNION SELECT each.id FROM unnest(leads_now) AS each(id) WHERE NEW.writers && former ORDER BY 1);
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION sec.require_lead(of_case uuid) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.leads(of_case) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the lead of a case can do this.';
  END IF;
  IF EXISTS (SELECT FROM sec.lead l WHERE l.case_id = of_case AND l.erased_at IS NOT NULL) THEN
    RAISE insufficient_privilege USING MESSAGE = 'This case is erased.';
  END IF;
END $$;

-- Moves a case from whoever leads it to somebody else: every row that named the one names the other from now on.
-- For as long as that takes, and no longer, who asks holds what both hold.
CREATE OR REPLACE FUNCTION sec.move_lead(of_case uuid, new_holder integer, new_supervision integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  before integer[];
  bound record;
BEGIN
  SELECT ARRAY[l.holder, l.supervision, l.own] INTO STRICT before
    FROM sec.lead l WHERE l.case_id = of_case FOR UPDATE;
  UPDATE sec.lead SET holder = new_holder, supervision = new_supervision WHERE case_id = of_case;
  PERFORM sec.become(mine || before || new_holder || new_supervision);
  FOR bound IN
    SELECT g.tgrelid::regclass AS rows, split_part(encode(g.tgargs, 'escape'), '\000', 1) AS case_column
    FROM pg_trigger g WHERE g.tgname = 'name_lead' AND g.tgnargs = 1
  LOOP
    -- The trigger of the table puts the new lead in the place of the old one.
    EXECUTE format('UPDATE %s SET readers = readers, writers = writers WHERE %I = $1 AND readers && $2',
                   bound.rows, bound.case_column) USING of_case, before;
  END LOOP;
  PERFORM sec.become(mine);
END $$;

-- Keeps a case with whoever leads it until the transaction ends; whoever moves it waits. Called before anything of the
-- case is locked: whoever locks a row first and then adds one waits for somebody who waits for that row.
CREATE OR REPLACE FUNCTION sec.keep_lead(of_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF sec.takes_part(of_case) THEN
    PERFORM FROM sec.lead l WHERE l.case_id = of_case FOR SHARE;
  END IF;
END $$;

-- What others were told of a case, and waits for somebody, whoever holds the case now may say is dealt with; whoever held
-- it may no more. What was told to those who held it is settled by whoever moves the case.
CREATE OR REPLACE FUNCTION sec.pass_notices_to(of_case uuid, former integer, new_holder integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  PERFORM sec.become(mine || former || new_holder);
  UPDATE public.foundation_notice n
    SET readers = ARRAY(SELECT unnest(n.readers) EXCEPT SELECT former UNION SELECT new_holder ORDER BY 1),
        writers = ARRAY(SELECT unnest(n.writers) EXCEPT SELECT former UNION SELECT new_holder ORDER BY 1)
    WHERE n.case_id = of_case AND n.settled_at IS NULL AND n.writers && ARRAY[former] AND n.recipient <> former;
  PERFORM sec.become(mine);
END $$;

-- Gives the lead to one member of the lead agency; the intake team and earlier members lose it. Those who supervise
-- see the same rows by their own principal.
CREATE OR REPLACE FUNCTION sec.assign_lead(of_case uuid, new_holder uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  agency uuid := (SELECT l.agency_id FROM sec.lead l WHERE l.case_id = of_case);
  former integer := (SELECT l.holder FROM sec.lead l WHERE l.case_id = of_case);
  holder integer := sec.principal_of_membership('caseload', new_holder);
BEGIN
  PERFORM sec.require_lead(of_case);
  IF NOT EXISTS (SELECT FROM public.agencies_membership m
                 WHERE m.id = new_holder AND m.agency_id = agency AND m.ended_at IS NULL) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A case is assigned to a member of its lead agency.';
  END IF;
  PERFORM sec.move_lead(of_case, holder, sec.principal_of_agency('supervision', agency));
  PERFORM sec.pass_notices_to(of_case, former, holder);
END $$;

-- Gives the case back to those in its lead agency who take new cases, because it was assigned by mistake.
CREATE OR REPLACE FUNCTION sec.unassign_lead(of_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  agency uuid := (SELECT l.agency_id FROM sec.lead l WHERE l.case_id = of_case);
  former integer := (SELECT l.holder FROM sec.lead l WHERE l.case_id = of_case);
  intake integer := sec.principal_of_agency('intake', agency);
BEGIN
  PERFORM sec.require_lead(of_case);
  PERFORM sec.move_lead(of_case, intake, sec.principal_of_agency('supervision', agency));
  PERFORM sec.pass_notices_to(of_case, former, intake);
END $$;

-- Lets everybody read an entry of the story whose part covers the story. For a body that decides, which knows of no part
-- but its own, and for what it has written itself by that part, while it has it. It learns neither how many others there
-- are nor their numbers from this. Whoever leads the case names those who read an entry, and needs no such door.
CREATE OR REPLACE FUNCTION sec.show_in_story(entry uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  of_case uuid := (SELECT e.case_id FROM public.cases_timelineentry e
    WHERE e.id = entry AND sec.ok() AND e.account_id = nullif(current_setting('opennrm.account', true), '')::uuid
      AND EXISTS (SELECT FROM sec.principal p WHERE p.case_id = e.case_id AND p.part = 'deciding'
                  AND p.id = ANY (e.writers) AND p.id = ANY (sec.my_principals())));
  leads_now integer[] := (SELECT ARRAY[l.holder, l.supervision] FROM sec.lead l WHERE l.case_id = of_case);
  covering integer[];
BEGIN
  IF of_case IS NULL OR NOT sec.takes_part(of_case) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only a body that decides shows others its own entry of the story.';
  END IF;
  PERFORM sec.become(mine || leads_now);
  covering := ARRAY(
    SELECT p.principal FROM public.cases_participation p
    WHERE p.case_id = of_case AND p.ended_at IS NULL AND p.scopes @> ARRAY['timeline'] AND p.part <> 'former_lead'
      AND coalesce(p.offered_until, 'infinity'::timestamptz) > now());
  UPDATE public.cases_timelineentry e
    SET readers = ARRAY(SELECT unnest(e.readers) UNION SELECT unnest(covering) ORDER BY 1) WHERE e.id = entry;
  PERFORM sec.become(mine);
END $$;

-- Lets the lead of a case read its audit, for the rest of this transaction; nothing for everybody else.
CREATE OR REPLACE FUNCTION sec.read_audit_of(of_case uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  its_own integer;
BEGIN
  IF NOT sec.leads(of_case) THEN
    RETURN NULL;
  END IF;
  SELECT l.own INTO its_own FROM sec.lead l WHERE l.case_id = of_case;
  PERFORM sec.also(its_own);
  RETURN its_own;
END $$;

-- Whom to tell something about a case, for whoever takes part in it: those who hold it now. Whoever can no longer sign in
-- passes it on to the supervisors.
CREATE OR REPLACE FUNCTION sec.holder_of(of_case uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (
    SELECT CASE WHEN p.kind = 'caseload' AND NOT sec.may_act(p.membership_id) THEN l.supervision ELSE l.holder END
    FROM sec.lead l JOIN sec.principal p ON p.id = l.holder WHERE l.case_id = of_case AND sec.takes_part(of_case));
END $$;

-- Those who supervise a case, for whoever takes part in it.
CREATE OR REPLACE FUNCTION sec.supervision_of(of_case uuid) RETURNS integer
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT l.supervision FROM sec.lead l WHERE l.case_id = of_case AND sec.takes_part(of_case));
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
  IF part_name NOT IN (
    'asked', 'serving', 'deciding', 'receiving', 'former_lead', 'invited', 'taking_part', 'linked'
  ) THEN
    RAISE insufficient_privilege USING MESSAGE = 'There is no such part in a case.';
  END IF;
  IF NOT sec.may_write(of_case) THEN
    RAISE insufficient_privilege USING MESSAGE = 'A closed case is shared with nobody.';
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

-- Sets until when a part lasts that has a last day: when it is offered, and later if it is made longer. What has ended
-- stays ended.
CREATE OR REPLACE FUNCTION sec.limit_part(part_principal integer, until timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM sec.require_lead((SELECT p.case_id FROM sec.principal p
                            WHERE p.id = part_principal AND p.kind = 'case' AND p.part IN ('taking_part', 'serving')));
  UPDATE sec.holding SET valid_until = until
    WHERE principal = part_principal
      -- An offer that has lapsed cannot be taken up any more, so its last day lets nobody in.
      AND (valid_from IS NULL OR coalesce(valid_until, 'infinity'::timestamptz) > now());
  IF NOT FOUND OR until IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'This part has ended.';
  END IF;
END $$;

-- Ends a part: by the lead, by whoever holds it or was offered it, or by the watch over the clocks. Whoever keeps a recording
-- has their part until somebody else keeps it, or nobody has to (custody/sql/parts.sql).
CREATE OR REPLACE FUNCTION sec.end_part(part_principal integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  allowed boolean;
BEGIN
  SELECT sec.ok() AND p.kind = 'case' AND p.part NOT IN ('lead', 'keeping') AND (
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

REVOKE ALL ON FUNCTION sec.leads(uuid), sec.takes_part(uuid), sec.may_write(uuid), sec.may_name(integer[], uuid),
  sec.name_lead(), sec.require_lead(uuid),
  sec.move_lead(uuid, integer, integer), sec.keep_lead(uuid), sec.assign_lead(uuid, uuid),
  sec.unassign_lead(uuid), sec.pass_notices_to(uuid, integer, integer), sec.show_in_story(uuid),
  sec.read_audit_of(uuid), sec.holder_of(uuid), sec.supervision_of(uuid),
  sec.offer_part(uuid, text, uuid, text[], boolean, timestamptz), sec.take_up(integer),
  sec.limit_part(integer, timestamptz), sec.end_part(integer) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.takes_part(uuid), sec.may_write(uuid), sec.keep_lead(uuid), sec.assign_lead(uuid, uuid),
  sec.unassign_lead(uuid), sec.show_in_story(uuid), sec.read_audit_of(uuid), sec.holder_of(uuid),
  sec.supervision_of(uuid),
  sec.offer_part(uuid, text, uuid, text[], boolean, timestamptz), sec.take_up(integer),
  sec.limit_part(integer, timestamptz), sec.end_part(integer) TO opennrm_app;
-- A trigger function is checked for EXECUTE when the trigger is made, and the tables' owner makes it.
GRANT EXECUTE ON FUNCTION sec.name_lead() TO opennrm_owner;
SET LOCAL ROLE opennrm_owner;
