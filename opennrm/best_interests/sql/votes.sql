-- Votes of a panel are independent: each member reads their own alone. Two doors know of the others.

GRANT SELECT ON best_interests_procedure, best_interests_seat, best_interests_vote TO opennrm_sec;
GRANT UPDATE (readers) ON best_interests_vote TO opennrm_sec;
GRANT UPDATE (voting_closed_at) ON best_interests_procedure TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- How many members have voted in this round, for whoever reads the procedure: not who, and not what.
CREATE OR REPLACE FUNCTION sec.votes_cast(of_procedure uuid) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  asked public.best_interests_procedure;
  number integer;
BEGIN
  SELECT * INTO asked FROM public.best_interests_procedure p
    WHERE p.id = of_procedure AND p.readers && mine AND sec.ok();
  IF NOT FOUND THEN
    RETURN 0;
  END IF;
  PERFORM sec.become(mine || asked.readers);
  SELECT count(*) INTO number FROM public.best_interests_vote v
    JOIN public.best_interests_seat s ON s.id = v.seat_id
    WHERE v.procedure_id = of_procedure AND v.round = asked.round AND s.removed_at IS NULL;
  PERFORM sec.become(mine);
  RETURN number;
END $$;

-- Opens the votes of this round to everybody who reads the procedure, once all members have voted, or if the chair closes the
-- voting when at least `quorum` have. Says whether it did.
CREATE OR REPLACE FUNCTION sec.close_voting(of_procedure uuid, quorum integer, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  me uuid := nullif(current_setting('opennrm.membership', true), '')::uuid;
  asked public.best_interests_procedure;
  voted integer;
  members integer;
  chairs boolean;
BEGIN
  SELECT * INTO asked FROM public.best_interests_procedure p
    WHERE p.id = of_procedure AND p.readers && mine AND p.state = 'panel' AND p.voting_closed_at IS NULL AND sec.ok();
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM sec.become(mine || asked.readers);
  SELECT count(*), coalesce(bool_or(s.is_chair AND s.member_id = me), false) INTO members, chairs
    FROM public.best_interests_seat s
    WHERE s.procedure_id = of_procedure AND s.removed_at IS NULL AND s.interest = 'none';
  voted := sec.votes_cast(of_procedure);
  IF voted = members OR (chairs AND voted >= quorum) THEN
    UPDATE public.best_interests_vote v SET readers = asked.readers
      WHERE v.procedure_id = of_procedure AND v.round = asked.round;
    UPDATE public.best_interests_procedure p SET voting_closed_at = moment WHERE p.id = of_procedure;
    PERFORM sec.become(mine);
    RETURN true;
  END IF;
  PERFORM sec.become(mine);
  RETURN false;
END $$;

REVOKE ALL ON FUNCTION sec.votes_cast(uuid), sec.close_voting(uuid, integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sec.votes_cast(uuid), sec.close_voting(uuid, integer, timestamptz) TO opennrm_app;

SET LOCAL ROLE opennrm_owner;
