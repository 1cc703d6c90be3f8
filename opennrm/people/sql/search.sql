-- The tokens by which the supervisors of an agency find a child again. They alone read them; whoever leads a case, or opens
-- it in this transaction, adds those of its child through the doors below or lets all of them stand for nobody, and nobody
-- else changes or removes one. Without the master key nobody can make a token that stands for a name, so asking for one tells nothing.

SET LOCAL ROLE opennrm_sec;

-- Lets who leads the case act with what its supervisors hold, one transaction for each agency at a time: two that add the
-- second Maria at once would give both the same number. Answers the supervisors' principal.
CREATE OR REPLACE FUNCTION sec.line_up_for_search_tokens(of_case uuid) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  supervision integer;
BEGIN
  PERFORM sec.require_lead(of_case);
  SELECT l.supervision INTO STRICT supervision FROM sec.lead l WHERE l.case_id = of_case;
  PERFORM FROM sec.principal p WHERE p.id = supervision FOR NO KEY UPDATE;
  PERFORM sec.also(supervision);
  RETURN supervision;
END $$;

-- Which of these tokens the agency that leads the case has. Others of the agency wait until the transaction ends.
CREATE OR REPLACE FUNCTION sec.taken_search_tokens(of_case uuid, asked uuid[]) RETURNS uuid[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  its integer := sec.line_up_for_search_tokens(of_case);
  found uuid[];
BEGIN
  found := ARRAY(SELECT t.id FROM public.people_searchtoken t WHERE t.id = ANY (asked) AND t.readers = ARRAY[its]);
  PERFORM sec.become(mine);
  RETURN found;
END $$;

-- Adds tokens of a person of the case.
CREATE OR REPLACE FUNCTION sec.add_search_tokens(of_case uuid, of_person uuid, tokens uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  its integer := sec.line_up_for_search_tokens(of_case);
BEGIN
  IF NOT EXISTS (SELECT FROM public.people_person p WHERE p.id = of_person AND p.case_id = of_case) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Search tokens are of a person of the case.';
  END IF;
  INSERT INTO public.people_searchtoken (id, readers, writers, person_id)
    SELECT made.id, ARRAY[its], ARRAY[its], of_person FROM unnest(tokens) AS made(id);
  PERFORM sec.become(mine);
END $$;

-- Lets every token of a person of the case stand for nobody. Its number stays taken.
CREATE OR REPLACE FUNCTION sec.release_search_tokens(of_case uuid, of_person uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  its integer := sec.line_up_for_search_tokens(of_case);
BEGIN
  IF NOT EXISTS (SELECT FROM public.people_person p WHERE p.id = of_person AND p.case_id = of_case) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Search tokens are of a person of the case.';
  END IF;
  UPDATE public.people_searchtoken t SET person_id = NULL WHERE t.person_id = of_person AND t.readers = ARRAY[its];
  PERFORM sec.become(mine);
END $$;

-- Lets every token of the persons of a case stand for nobody, whichever agency found them by it: for whoever has taken the
-- lead over from another agency.
CREATE OR REPLACE FUNCTION sec.release_search_tokens_of_case(of_case uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  PERFORM sec.require_lead(of_case);
  PERFORM sec.become(mine || ARRAY(SELECT p.id FROM sec.principal p WHERE p.kind = 'supervision'));
  UPDATE public.people_searchtoken t SET person_id = NULL
    WHERE t.person_id = ANY (ARRAY(SELECT p.id FROM public.people_person p WHERE p.case_id = of_case));
  PERFORM sec.become(mine);
END $$;

-- The cases in which one holds a part at this moment, besides what one leads or supervises: few, because parts end.
CREATE OR REPLACE FUNCTION sec.own_parts() RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
BEGIN
  RETURN ARRAY(SELECT p.case_id FROM sec.principal p WHERE p.kind = 'case' AND p.id = ANY (mine) AND sec.ok());
END $$;

REVOKE ALL ON FUNCTION sec.line_up_for_search_tokens(uuid), sec.taken_search_tokens(uuid, uuid[]),
  sec.add_search_tokens(uuid, uuid, uuid[]), sec.release_search_tokens(uuid, uuid),
  sec.release_search_tokens_of_case(uuid), sec.own_parts() FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.taken_search_tokens(uuid, uuid[]), sec.add_search_tokens(uuid, uuid, uuid[]),
  sec.release_search_tokens(uuid, uuid), sec.release_search_tokens_of_case(uuid), sec.own_parts() TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
GRANT UPDATE (person_id) ON public.people_searchtoken TO opennrm_sec;
