"""Every periodic job of a node, in one table.

``cron`` is read in Asia/Shanghai. A job is a function without arguments, named by its path; it
finds out itself what there is to do, so that a tick which was missed or came twice does no harm.
A node that was down runs the last missed tick of each job when it comes back.
"""

from haochaping.ops.periodic import Periodic

SCHEDULE = (
    Periodic(
        "ratings.sweep-defaults",
        "*/5 * * * *",
        "haochaping.ratings.jobs.sweep_defaults",
        "default ratings fall due at midnight (article 9); late services at any time",
    ),
    Periodic(
        "core.forget-idempotency-keys",
        "10 3 * * *",
        "haochaping.ratings.jobs.forget_idempotency_keys",
        "an Idempotency-Key is kept for at least 7 days; callers have long given up by then",
    ),
    Periodic(
        "notifications.deliver",
        "* * * * *",
        "haochaping.notifications.jobs.deliver_all",
        "a new message asks for a round itself; this one tries again what failed",
    ),
    Periodic(
        "identity.forget-attempts",
        "50 * * * *",
        "haochaping.identity.jobs.forget_attempts",
        "people type passwords and telephone numbers into the login field; none of it is kept",
    ),
    Periodic(
        "ops.forget-nonces",
        "*/10 * * * *",
        "haochaping.ops.jobs.forget_nonces",
        "a nonce is of use for as long as its request's time would be accepted",
    ),
    Periodic(
        "ops.retry-stalled-jobs",
        "* * * * *",
        "haochaping.ops.jobs.retry_stalled",
        "jobs of a worker that was killed stay 'doing' until somebody takes them up again",
    ),
    Periodic(
        "ops.purge-finished-jobs",
        "20 3 * * *",
        "haochaping.ops.jobs.purge_finished",
        "finished jobs are of no use after three days, and the queue's table must stay small",
    ),
    Periodic(
        "ops.clear-sessions",
        "40 3 * * *",
        "haochaping.ops.jobs.clear_sessions",
        "sessions that have ended are not kept",
    ),
)
