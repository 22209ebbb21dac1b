"""The periodic jobs that keep the queue, sessions and nonces in order."""

import datetime as dt

from asgiref.sync import async_to_sync
from django.core.management import call_command
from procrastinate import exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

from haochaping.core.clock import now
from haochaping.identity.models import AppNonce

# Longer than a worker's heartbeat may fail to come under load.
_STALLED_SECONDS = 60
_KEPT_HOURS = 72
# Twice the window in which a request's time is accepted, either side of it.
_NONCE_KEPT = dt.timedelta(minutes=20)


def retry_stalled() -> None:
    """Take up again the jobs whose worker shows no heartbeat any more."""
    async_to_sync(_retry_stalled)()


async def _retry_stalled() -> None:
    stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS)
    for job in stalled:
        await _retry(job)


async def _retry(job: Job) -> None:
    try:
        await app.job_manager.retry_job(job)
    except exceptions.ConnectorException:
        # One of the same kind waits already and will do the work: two may not wait at once.
        await app.job_manager.finish_job(job, status=Status.ABORTED, delete_job=False)


def purge_finished() -> None:
    """Remove the jobs that ended three days ago or earlier; failed ones stay to be seen."""
    async_to_sync(app.job_manager.delete_old_jobs)(
        nb_hours=_KEPT_HOURS, include_aborted=True, include_cancelled=True
    )


def clear_sessions() -> None:
    """Remove the sign-in sessions that have ended."""
    call_command("clearsessions")


def forget_nonces() -> None:
    """Remove the nonces of requests that would be refused for their time by now."""
    AppNonce.objects.filter(used_at__lt=now() - _NONCE_KEPT).delete()
