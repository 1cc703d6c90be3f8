-- What of tasks a member of an agency has in hand, counted to 1000 at most (agencies/sql/holdings.sql).

SET LOCAL ROLE opennrm_sec;

-- The open tasks that were given to a member, and those of whoever leads a case that is assigned to them.
CREATE OR REPLACE FUNCTION sec.held_part_task(of_membership uuid, of_agency uuid) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*)::integer FROM (
    SELECT FROM public.tasks_task t WHERE t.state = 'open' AND t.given_to_id = of_membership
    UNION ALL
    SELECT FROM public.tasks_task t JOIN public.cases_case c ON c.id = t.case_id
      WHERE t.state = 'open' AND t.given_to_id IS NULL AND c.assigned_to_id = of_membership
    LIMIT 1000) AS few
$$;

REVOKE ALL ON FUNCTION sec.held_part_task(uuid, uuid) FROM PUBLIC;
SET LOCAL ROLE opennrm_owner;
