-- What the desk, and the lead that it asks, learn of records that they do not see.

-- For the functions below alone; the policies show them no more than whoever asks, and what they add for a moment.
GRANT SELECT ON linkage_pair, linkage_deskdecision TO opennrm_sec;

SET LOCAL ROLE opennrm_sec;

-- Which agency leads the other case of the pair, for the lead that was asked and has said yes: not before, and to nobody else.
-- NULL if that case was withdrawn with its list, or erased: then nobody is left to tell.
CREATE OR REPLACE FUNCTION sec.agency_of_linked(request uuid) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  asked record;
  agency uuid;
  is_known boolean := false;
BEGIN
  SELECT r.case_id, r.pair_id INTO asked FROM public.linkage_linkrequest r
    WHERE r.id = request AND r.state = 'agreed' AND r.readers && mine AND sec.leads(r.case_id);
  IF asked.case_id IS NOT NULL THEN
    PERFORM sec.become(mine || sec.system_principal('linkage.match'));
    SELECT CASE WHEN c.from_list <> 'withdrawn' AND c.erased_at IS NULL THEN l.agency_id END, true INTO agency, is_known
      FROM public.linkage_pair p
      JOIN public.people_person own ON own.id = CASE WHEN p.asks_low THEN p.low_id ELSE p.high_id END
      JOIN public.people_person other ON other.id = CASE WHEN p.asks_low THEN p.high_id ELSE p.low_id END
      JOIN public.cases_case c ON c.id = other.case_id
      JOIN sec.lead l ON l.case_id = other.case_id
      WHERE p.id = asked.pair_id AND p.state = 'asked' AND p.asks_low IS NOT NULL AND own.case_id = asked.case_id;
    PERFORM sec.become(mine);
  END IF;
  IF is_known IS NOT TRUE THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only a lead that was asked, and agreed, learns which agency it is.';
  END IF;
  RETURN agency;
END $$;

-- How well the desk decides, in figures alone, for the desk and for auditors, who see no pair. A decision counts once it was
-- not taken back; two decisions of one person less than 15 minutes apart are one stretch of work.
CREATE OR REPLACE FUNCTION sec.figures_of_desk(since timestamptz) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  desk integer := sec.system_principal('linkage.desk');
  counted jsonb;
BEGIN
  IF NOT (sec.ok() AND ARRAY[desk, sec.system_principal('auditors')] && mine) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the desk and auditors read how well the desk decides.';
  END IF;
  PERFORM sec.become(mine || desk);
  WITH kept AS (
    SELECT d.pair_id, d.says, d.word, d.decided_at, d.decided_by_id, d.is_second_look
      FROM public.linkage_deskdecision d WHERE d.taken_back_at IS NULL AND d.decided_at >= since
  ), final AS (
    SELECT DISTINCT ON (k.pair_id) k.pair_id, k.says, k.word FROM kept k
      WHERE NOT k.is_second_look ORDER BY k.pair_id, k.decided_at DESC
  ), looks AS (
    SELECT k.says = f.says AS agrees FROM kept k JOIN final f USING (pair_id) WHERE k.is_second_look
  ), gaps AS (
    SELECT k.decided_at - lag(k.decided_at) OVER (PARTITION BY k.decided_by_id ORDER BY k.decided_at) AS gap FROM kept k
  ), worked AS (
    SELECT count(*) AS pairs, sum(extract(epoch FROM g.gap)) AS seconds FROM gaps g WHERE g.gap < interval '15 minutes'
  ), waiting AS (
    SELECT count(*) AS pairs, min(p.found_at) AS oldest FROM public.linkage_pair p
      WHERE p.state IN ('waiting', 'second') AND NOT p.is_within_agency
  )
  SELECT jsonb_build_object(
    'decided', (SELECT coalesce(jsonb_agg(jsonb_build_array(w.word, w.says, w.pairs)), '[]') FROM (
      SELECT f.word, f.says, count(*) AS pairs FROM final f GROUP BY 1, 2 ORDER BY 1, 2) w),
    'looks', (SELECT count(*) FROM looks), 'agreed', (SELECT count(*) FROM looks l WHERE l.agrees),
    'paced', (SELECT w.pairs FROM worked w), 'seconds', (SELECT coalesce(w.seconds, 0) FROM worked w),
    'waiting', (SELECT w.pairs FROM waiting w), 'oldest', (SELECT w.oldest FROM waiting w)) INTO counted;
  PERFORM sec.become(mine);
  RETURN counted;
END $$;

REVOKE ALL ON FUNCTION sec.agency_of_linked(uuid), sec.figures_of_desk(timestamptz) FROM PUBLIC, opennrm_app;
GRANT EXECUTE ON FUNCTION sec.agency_of_linked(uuid), sec.figures_of_desk(timestamptz) TO opennrm_app;
SET LOCAL ROLE opennrm_owner;
