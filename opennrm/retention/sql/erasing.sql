-- Erasing a case: two persons in different roles, a waiting time, and nothing that stands against it. These functions are the
-- only way to ask for it, to decide and to erase, so that no statement of one person can do it.

GRANT UPDATE (state, decided_at, decided_by_id, refusal, takes_effect_at, withdrawn_at, withdrawn_by_id, erased_at)
  ON retention_erasure TO opennrm_sec;
-- What is emptied of the rows that outlive a case.
GRANT UPDATE (erased_at, assigned_to_id, is_urgent, languages, risk) ON cases_case TO opennrm_sec;
GRANT UPDATE (wrapped) ON cases_casekey TO opennrm_sec;
GRANT UPDATE (status, status_at) ON cases_receipt TO opennrm_sec;
GRANT UPDATE (words, told_words, decision_words, reopening_reason) ON closing_closure TO opennrm_sec;
GRANT UPDATE (reason) ON closing_continuation TO opennrm_sec;
GRANT UPDATE (end_reason) ON concerns_casetie TO opennrm_sec;
GRANT UPDATE (reasons) ON screening_decision TO opennrm_sec;
GRANT UPDATE (words, withdrawal_reason) ON screening_exploitation TO opennrm_sec;
GRANT SELECT, UPDATE (person_id) ON linkage_matchtoken TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'retention.erase') ON CONFLICT (name) DO NOTHING;

-- What stands against erasing a case, as codes that opennrm/retention/standing.py puts into words; nothing for whoever neither
-- leads it nor reads a request to erase it. A day is over here once it is over everywhere.
CREATE OR REPLACE FUNCTION sec.against_erasing(of_case uuid) RETURNS text[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  lead_now integer[] := (SELECT ARRAY[l.holder, l.supervision, l.own] FROM sec.lead l WHERE l.case_id = of_case);
  last_day date;
  found text[] := '{}';
BEGIN
  IF NOT sec.ok() OR NOT (sec.leads(of_case) OR EXISTS (
    SELECT FROM public.retention_erasure e WHERE e.case_id = of_case AND e.readers && mine)) THEN
    RETURN found;
  END IF;
  PERFORM sec.become(mine || lead_now);
  SELECT c.kept_until INTO last_day FROM public.closing_closure c WHERE c.case_id = of_case AND c.state = 'approved';
  IF last_day IS NULL THEN
    found := found || 'open'::text;
  ELSIF last_day >= (now() AT TIME ZONE 'Etc/GMT+12')::date THEN
    found := found || 'kept'::text;
  END IF;
  IF EXISTS (SELECT FROM public.retention_hold h WHERE h.case_id = of_case AND h.lifted_at IS NULL) THEN
    found := found || 'hold'::text;
  END IF;
  IF EXISTS (
    SELECT FROM public.concerns_casetie t JOIN sec.lead l ON l.case_id = t.other_id
      WHERE t.case_id = of_case AND t.ended_at IS NULL AND l.closed_at IS NULL) THEN
    found := found || 'tied'::text;
  END IF;
  IF EXISTS (
    SELECT FROM public.closing_continuation n JOIN sec.lead l ON l.case_id = n.other_id
      WHERE n.case_id = of_case AND l.closed_at IS NULL) THEN
    found := found || 'continued'::text;
  END IF;
  IF EXISTS (SELECT FROM public.custody_recordinghold h WHERE h.case_id = of_case AND h.lifted_at IS NULL) THEN
    found := found || 'recording_wanted'::text;
  END IF;
  IF EXISTS (SELECT FROM public.tasks_task t WHERE t.case_id = of_case AND t.state = 'open') THEN
    found := found || 'followed_up'::text;
  END IF;
  -- Keeping a recording shows nothing else of the case, and ends with it.
  IF EXISTS (
    SELECT FROM sec.holding h JOIN sec.principal p ON p.id = h.principal
      WHERE p.case_id = of_case AND p.part NOT IN ('lead', 'keeping')
        AND (h.offered_until > now() OR h.valid_from <= now() AND coalesce(h.valid_until, 'infinity') > now())) THEN
    found := found || 'shared'::text;
  END IF;
  PERFORM sec.become(mine);
  RETURN found;
END $$;

-- Asks the teams of some principals to let a case be erased that one leads, as it was closed.
CREATE OR REPLACE FUNCTION sec.ask_to_erase(erasure uuid, of_case uuid, asked_of integer[], moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  job integer := sec.system_principal('retention.erase');
BEGIN
  PERFORM sec.require_lead(of_case);
  -- Whoever asks, reopens or holds the case at this moment takes turns.
  PERFORM FROM sec.lead l WHERE l.case_id = of_case FOR UPDATE;
  IF nullif(current_setting('opennrm.membership', true), '') IS NULL OR sec.against_erasing(of_case) <> '{}' OR EXISTS (
    SELECT FROM public.retention_erasure e WHERE e.case_id = of_case AND e.state IN ('asked', 'approved')) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Something stands against erasing this case.';
  END IF;
  IF asked_of = '{}' OR EXISTS (
    SELECT FROM unnest(asked_of) AS each(id) LEFT JOIN sec.principal p ON p.id = each.id WHERE p.kind IS DISTINCT FROM 'team') THEN
    RAISE insufficient_privilege USING MESSAGE = 'A team decides on erasing a case.';
  END IF;
  INSERT INTO public.retention_erasure (
    id, readers, writers, case_id, closure_id, reference, opened_at, closed_at, retention, kept_until, deciders, state,
    asked_at, asked_by_id, refusal)
  SELECT erasure, ARRAY[0, job] || asked_of, ARRAY[0, job] || asked_of, c.id, f.id, c.reference, c.opened_at, f.decided_at, f.retention,
         f.kept_until, asked_of, 'asked', moment, current_setting('opennrm.membership')::uuid, ''
    FROM public.cases_case c JOIN public.closing_closure f ON f.case_id = c.id AND f.state = 'approved' WHERE c.id = of_case;
END $$;

-- Whether two different persons in different roles asked and decided.
CREATE OR REPLACE FUNCTION sec.is_second_person(asking uuid, deciding uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (
    SELECT FROM public.agencies_membership a, public.agencies_membership d
      WHERE a.id = asking AND d.id = deciding AND a.account_id <> d.account_id AND a.role <> d.role)
$$;

-- Decides on erasing: by one of the teams that were asked, and never by whoever asked. An empty reason approves; the case
-- is then erased after `effect`, if nothing stands against it.
CREATE OR REPLACE FUNCTION sec.decide_on_erasing(erasure uuid, reason text, effect timestamptz, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  asked record;
  me uuid := nullif(current_setting('opennrm.membership', true), '')::uuid;
BEGIN
  SELECT e.case_id, e.asked_by_id INTO asked FROM public.retention_erasure e
    WHERE e.id = erasure AND e.state = 'asked' AND e.deciders && sec.my_principals() AND sec.ok() FOR UPDATE;
  IF asked.case_id IS NULL OR me IS NULL OR NOT sec.is_second_person(asked.asked_by_id, me) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Another person in another role, who was asked, decides on erasing a case.';
  END IF;
  IF reason = '' AND (effect IS NULL OR sec.against_erasing(asked.case_id) <> '{}') THEN
    RAISE insufficient_privilege USING MESSAGE = 'Something stands against erasing this case.';
  END IF;
  UPDATE public.retention_erasure
    SET state = CASE WHEN reason = '' THEN 'approved' ELSE 'refused' END, refusal = reason, decided_at = moment,
        decided_by_id = me, takes_effect_at = CASE WHEN reason = '' THEN effect END
    WHERE id = erasure;
END $$;

-- Ends a request that was not carried out yet: by whoever leads the case, or by one of the teams that were asked.
CREATE OR REPLACE FUNCTION sec.withdraw_erasing(erasure uuid, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  me uuid := nullif(current_setting('opennrm.membership', true), '')::uuid;
BEGIN
  UPDATE public.retention_erasure
    SET state = 'withdrawn', withdrawn_at = moment, withdrawn_by_id = me
    WHERE id = erasure AND state IN ('asked', 'approved') AND me IS NOT NULL AND sec.ok();
  IF NOT FOUND THEN
    RAISE insufficient_privilege USING MESSAGE = 'This request has ended, or is not yours to withdraw.';
  END IF;
END $$;

-- Empties what outlives a case. Who identified the child as what, when and at which age, the forms of exploitation, and how
-- the case was closed are codes, and stay for the figures.
CREATE OR REPLACE FUNCTION sec.empty_what_outlives(of_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  job integer := sec.system_principal('retention.erase');
BEGIN
  UPDATE public.closing_closure SET words = NULL, told_words = NULL, decision_words = NULL, reopening_reason = NULL
    WHERE case_id = of_case;
  UPDATE public.screening_decision SET reasons = NULL WHERE case_id = of_case;
  -- Nothing at all, where a constraint asks for a reason.
  UPDATE public.screening_exploitation SET words = NULL, withdrawal_reason = CASE WHEN withdrawn_at IS NOT NULL THEN ''::bytea END
    WHERE case_id = of_case;
  -- In other cases: what was written of how the two children belong together.
  UPDATE public.concerns_casetie SET end_reason = NULL WHERE other_id = of_case;
  UPDATE public.closing_continuation SET reason = NULL WHERE other_id = of_case;
  UPDATE public.cases_receipt SET status = 'erased', status_at = now() WHERE case_id = of_case;
  UPDATE public.cases_case SET erased_at = now(), assigned_to_id = NULL, is_urgent = false, languages = '{}', risk = ''
    WHERE id = of_case;
  -- Without it nobody can read what it sealed, not even where a copy of the rows is left.
  UPDATE public.cases_casekey SET wrapped = NULL, readers = ARRAY[job], writers = ARRAY[job] WHERE id = of_case;
END $$;

-- Deletes every row of a case in the tables whose rows go with it (opennrm/foundation/policies.py).
CREATE OR REPLACE FUNCTION sec.delete_what_goes_with(of_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  persons uuid[] := ARRAY(SELECT p.id FROM public.people_person p WHERE p.case_id = of_case);
  pairs uuid[] := ARRAY(SELECT r.id FROM public.linkage_pair r WHERE r.low_id = ANY (persons) OR r.high_id = ANY (persons));
  outside uuid[] := ARRAY(SELECT m.id FROM public.linkage_outsidematch m WHERE m.person_id = ANY (persons));
  bound record;
BEGIN
  DELETE FROM public.concerns_concernlabel WHERE draft_id = of_case;
  UPDATE public.people_searchtoken SET person_id = NULL WHERE person_id = ANY (persons);
  -- What compares the child with children of other cases.
  UPDATE public.linkage_matchtoken SET person_id = NULL WHERE person_id = ANY (persons);
  DELETE FROM public.linkage_examined WHERE person_id = ANY (persons);
  DELETE FROM public.linkage_identity WHERE person_id = ANY (persons);
  DELETE FROM public.linkage_verdict WHERE low_id = ANY (persons) OR high_id = ANY (persons);
  DELETE FROM public.linkage_linkrequest WHERE pair_id = ANY (pairs) OR outside_id = ANY (outside);
  DELETE FROM public.linkage_outsidematch WHERE id = ANY (outside);
  DELETE FROM public.linkage_deskdecision WHERE pair_id = ANY (pairs);
  DELETE FROM public.linkage_pair WHERE id = ANY (pairs);
  FOR bound IN
    SELECT g.tgrelid::regclass AS rows FROM pg_trigger g
      WHERE g.tgname = 'name_lead' AND g.tgnargs = 1 AND split_part(encode(g.tgargs, 'escape'), '\000', 1) = 'case_id'
        AND has_table_privilege('opennrm_sec', g.tgrelid, 'DELETE')
  LOOP
    EXECUTE format('DELETE FROM %s WHERE case_id = $1', bound.rows) USING of_case;
  END LOOP;
END $$;

-- Erases a case, in one transaction, once the waiting time of what two persons decided is over. For the job alone. Answers
-- whether it did: not while something stands against it. For as long as it takes, and no longer, the job holds everything by
-- which somebody can see a row of the case: also what people wrote for themselves alone has to go.
CREATE OR REPLACE FUNCTION sec.erase_case(erasure uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  approved record;
BEGIN
  IF NOT sec.ok() OR NOT sec.system_principal('retention.erase') = ANY (mine) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Cases are erased by a job.';
  END IF;
  SELECT e.case_id, e.closure_id INTO approved FROM public.retention_erasure e
    WHERE e.id = erasure AND e.state = 'approved' AND e.takes_effect_at <= now()
      AND sec.is_second_person(e.asked_by_id, e.decided_by_id) FOR UPDATE SKIP LOCKED;
  IF approved.case_id IS NULL THEN
    RETURN false;
  END IF;
  PERFORM sec.become(ARRAY(SELECT p.id FROM sec.principal p WHERE p.kind <> 'case' OR p.case_id = approved.case_id));
  -- Whoever is at work on the case ends first, and what they have added is erased too.
  PERFORM FROM public.cases_case c WHERE c.id = approved.case_id FOR UPDATE;
  PERFORM FROM sec.lead l WHERE l.case_id = approved.case_id FOR UPDATE;
  IF sec.against_erasing(approved.case_id) <> '{}' OR NOT EXISTS (
    SELECT FROM public.closing_closure c WHERE c.id = approved.closure_id AND c.state = 'approved') THEN
    PERFORM sec.become(mine);
    RETURN false;
  END IF;
  PERFORM sec.delete_what_goes_with(approved.case_id);
  PERFORM sec.empty_what_outlives(approved.case_id);
  UPDATE public.retention_erasure SET state = 'erased', erased_at = now() WHERE id = erasure;
  -- What is left is for those who supervise.
  PERFORM sec.move_lead(l.case_id, l.supervision, l.supervision) FROM sec.lead l WHERE l.case_id = approved.case_id;
  UPDATE sec.lead SET erased_at = now() WHERE case_id = approved.case_id;
  -- With the case, its recordings are gone, and nobody keeps one any more.
  UPDATE sec.holding h SET valid_until = least(h.valid_until, now())
    FROM sec.principal p WHERE p.id = h.principal AND p.case_id = approved.case_id AND p.part = 'keeping';
  PERFORM sec.become(mine);
  RETURN true;
END $$;

REVOKE ALL ON FUNCTION sec.against_erasing(uuid), sec.ask_to_erase(uuid, uuid, integer[], timestamptz),
  sec.is_second_person(uuid, uuid), sec.decide_on_erasing(uuid, text, timestamptz, timestamptz),
  sec.withdraw_erasing(uuid, timestamptz), sec.empty_what_outlives(uuid), sec.delete_what_goes_with(uuid),
  sec.erase_case(uuid) FROM PUBLIC, opennrm_app, opennrm_worker;
GRANT EXECUTE ON FUNCTION sec.against_erasing(uuid), sec.ask_to_erase(uuid, uuid, integer[], timestamptz),
  sec.decide_on_erasing(uuid, text, timestamptz, timestamptz), sec.withdraw_erasing(uuid, timestamptz) TO opennrm_app;
GRANT EXECUTE ON FUNCTION sec.erase_case(uuid) TO opennrm_worker;
SET LOCAL ROLE opennrm_owner;
