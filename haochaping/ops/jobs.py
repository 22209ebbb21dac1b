"""The periodic jobs that keep the queue and the sessions in order."""

from django.core.management import call_command
from procrastinate.contrib.django import app

# Longer than a worker's heartbeat may fail to come under load.
_STALLED_SECONDS = 60
_KEPT_HOURS = 72


def retry_stalled() -> None:
    """Take up again the jobs whose worker shows no heartbeat any more."""
    from asgiref.sync import async_to_sync

    async_to_sync(_retry_stalled)()


async def _retry_stalled() -> None:
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS)
    for job in stalled:
        await app.job_manager.retry_job(job)


def purge_finished() -> None:
    """Remove the jobs that ended well three days ago or earlier; failed ones stay to be seen."""
    from asgiref.sync import async_to_sync

    async_to_sync(app.job_manager.delete_old_jobs)(nb_hours=_KEPT_HOURS)


def clear_sessions() -> None:
    """Remove the sign-in sessions that have ended."""
    call_command("clearsessions")
