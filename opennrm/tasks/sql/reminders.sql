-- Whether a case has an open task (cases/sql/reminders.sql).

CREATE OR REPLACE TRIGGER mark_new_task AFTER INSERT ON tasks_task
  FOR EACH ROW WHEN (NEW.state = 'open') EXECUTE FUNCTION sec.mark_reminders('has_task', 'r.state = ''open''');
CREATE OR REPLACE TRIGGER mark_task AFTER UPDATE OF state ON tasks_task
  FOR EACH ROW WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION sec.mark_reminders('has_task', 'r.state = ''open''');
