-- Whether somebody tries variants of one name in turn. Whoever searches adds a row through a door and reads none; the job
-- that tells the auditors asks through another one. Both are under the principal of the job.

SET LOCAL ROLE opennrm_sec;

INSERT INTO sec.principal (kind, name) VALUES ('job', 'linkage.probes') ON CONFLICT (name) DO NOTHING;

DROP FUNCTION IF EXISTS sec.note_probe(uuid, uuid[], date);

-- Notes that whoever asks has searched. Words and sounds are keyed; the account and the moment are those of the context. It
-- takes the place of what they had typed before of the same words (`instead_of`).
CREATE OR REPLACE FUNCTION sec.note_probe(keyed_words uuid, keyed_sounds uuid[], of_day date, instead_of uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  job integer := sec.system_principal('linkage.probes');
  searcher uuid := nullif(current_setting('opennrm.account', true), '')::uuid;
BEGIN
  IF NOT sec.ok() OR searcher IS NULL THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only somebody who has signed in searches.';
  END IF;
  PERFORM sec.become(mine || job);
  DELETE FROM public.linkage_probe p
    WHERE p.account_id = searcher AND p.day = of_day AND p.told_at IS NULL AND p.words = ANY (instead_of);
  INSERT INTO public.linkage_probe (id, readers, writers, account_id, day, words, sounds, transaction, searched_at)
    VALUES (gen_random_uuid(), ARRAY[job], ARRAY[job], searcher, of_day, keyed_words, keyed_sounds[1:16],
      pg_current_xact_id()::text::bigint, clock_timestamp());
  PERFORM sec.become(mine);
END $$;

-- For the job: who has searched for so many different words of one sound within this time and opened no case since the
-- first of them. Whoever is named is not named again for the same searches.
CREATE OR REPLACE FUNCTION sec.probing_accounts(within interval, at_least integer) RETURNS TABLE (account uuid, searches integer)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  mine integer[] := sec.my_principals();
  found record;
BEGIN
  IF NOT sec.ok() OR sec.system_principal('linkage.probes') <> ALL (mine) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the job asks who tries names in turn.';
  END IF;
  PERFORM sec.become(mine || sec.system_principal('auditors'));
  FOR found IN
    SELECT p.account_id, count(DISTINCT p.words)::integer AS different, min(p.transaction) AS since,
      array_agg(p.id) AS probes
    FROM public.linkage_probe p CROSS JOIN LATERAL (SELECT DISTINCT unnest(p.sounds)) AS heard(sound)
    WHERE p.searched_at > clock_timestamp() - within AND p.told_at IS NULL
    GROUP BY p.account_id, heard.sound HAVING count(DISTINCT p.words) >= at_least
    ORDER BY 2 DESC
  LOOP
    CONTINUE WHEN EXISTS (
      SELECT FROM public.audit_event e WHERE e.transaction >= found.since AND e.account_id = found.account_id
        AND e.kind = 'case.viewed');
    CONTINUE WHEN EXISTS (SELECT FROM public.linkage_probe p WHERE p.id = ANY (found.probes) AND p.told_at IS NOT NULL);
    UPDATE public.linkage_probe p SET told_at = clock_timestamp() WHERE p.id = ANY (found.probes);
    account := found.account_id;
    searches := found.different;
    RETURN NEXT;
  END LOOP;
  PERFORM sec.become(mine);
END $$;

-- For the job: forgets what is older than this.
CREATE OR REPLACE FUNCTION sec.forget_probes(older_than interval) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT sec.ok() OR sec.system_principal('linkage.probes') <> ALL (sec.my_principals()) THEN
    RAISE insufficient_privilege USING MESSAGE = 'Only the job forgets who searched.';
  END IF;
  DELETE FROM public.linkage_probe p WHERE p.searched_at < clock_timestamp() - older_than;
END $$;

REVOKE ALL ON FUNCTION sec.note_probe(uuid, uuid[], date, uuid[]), sec.probing_accounts(interval, integer),
  sec.forget_probes(interval) FROM PUBLIC, opennrm_app, opennrm_worker;
GRANT EXECUTE ON FUNCTION sec.note_probe(uuid, uuid[], date, uuid[]) TO opennrm_app;
GRANT EXECUTE ON FUNCTION sec.probing_accounts(interval, integer), sec.forget_probes(interval) TO opennrm_worker;
SET LOCAL ROLE opennrm_owner;
GRANT UPDATE (told_at) ON public.linkage_probe TO opennrm_sec;
GRANT SELECT ON public.audit_event TO opennrm_sec;
