"""The command `opennrm worker`."""

from threading import Event, Thread

import click

from .setup import in_sentences, start_django


@click.command("worker")
@in_sentences
def command() -> None:
    """Do the automatic work: time limits, notices, sealing the audit.

    Checks time limits and referrals without an answer every minute, sends emails, seals the audit every five
    seconds, and deletes drafts and sessions that have ended. Run one worker next to `opennrm serve`. Running a
    second one does no harm. Like `opennrm serve`, it checks the walls of the database before it starts. It stops
    cleanly on Ctrl-C or SIGTERM.
    """
    start_django("opennrm_worker")
    from opennrm.foundation import context, walls

    try:
        walls.refuse_if_breached("opennrm_worker")
    except walls.WallsBreached as breached:
        raise click.ClickException(str(breached)) from breached
    from opennrm.agencies import roles

    roles.bring_in_line()
    context.renew_signing_key()
    work()


def work() -> None:
    """Work until a signal says to stop."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    from . import letters, tasks

    assert isinstance(app.connector, DjangoConnector)
    stopped = Event()
    # Each by itself: neither waits for what the other waits for, and no job waits for either.
    beside = [
        Thread(target=tasks.seal_until, args=(stopped,), name="sealer"),
        Thread(target=letters.send_until, args=(stopped,), name="letters"),
    ]
    for thread in beside:
        thread.start()
    try:
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            # One for estimates, which take their time one after the other, and one for everything else.
            working.run_worker(concurrency=2, delete_jobs="successful", shutdown_graceful_timeout=10)
    finally:
        stopped.set()
        for thread in beside:
            thread.join()
