"""What the log's actions are called when people read them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Promise | str

AREAS: dict[str, Words] = {
    "account": _("Signing in"),
    "users": _("Accounts"),
    "apps": _("Connected systems"),
    "directory": _("Directory"),
    "workorders": _("Work orders"),
    "ratings": _("Rulings on ratings"),
    "audit": _("Audit log"),
}

ACTIONS: dict[str, Words] = {
    "account:sign-in": _("signed in"),
    "account:sign-out": _("signed out"),
    "account:lock": _("locked after wrong passwords"),
    "users:create": _("made the account"),
    "users:assign-role": _("gave a role"),
    "users:remove-role": _("took a role away"),
    "users:set-password": _("set a password"),
    "users:deactivate": _("ended the account"),
    "users:unlock": _("unlocked the account"),
    "apps:create": _("connected a system"),
    "apps:revoke": _("withdrew a system's credentials"),
    "directory:import": _("imported a directory"),
    "workorders:view": _("looked at the order"),
    "workorders:dispatch": _("dispatched the order"),
    "workorders:uphold": _("found the rating justified"),
    "workorders:dismiss": _("found the rating not justified"),
    "workorders:rectify": _("reported the rectification"),
    "workorders:feed-back": _("answered the rater"),
    "workorders:close": _("closed the order"),
    "workorders:change-rule": _("changed a time limit"),
    "ratings:suspended": _("suspended the rating"),
    "ratings:reinstated": _("reinstated the rating"),
    "ratings:invalid": _("ruled the rating invalid"),
    "ratings:reattributed": _("attributed the rating to another"),
    "audit:view": _("looked at the log"),
}


def spoken(action: str) -> str:
    """The words for an action; its code when it has none yet."""
    return str(ACTIONS.get(action, action))
