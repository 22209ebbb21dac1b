"""The password policy of staff accounts, as Django's validators; the list stands in the settings.

At least 10 and at most 128 characters, not one of the usual ones, not digits alone, not like the
account's login or name, and none of the last five.
"""

import secrets

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from haochaping.identity.models import FormerPassword, User

REMEMBERED = 5
LONGEST = 128
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


class LengthLimit:
    """Refuses what only serves to keep the hash function busy."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError beyond LONGEST characters."""
        if len(password) > LONGEST:
            raise ValidationError(
                _("A password has at most %(longest)d characters.") % {"longest": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        """The rule for people."""
        return _("Your password can have up to %(longest)d characters.") % {"longest": LONGEST}


class LoginNotInside:
    """Refuses a password that contains the login, in whatever case."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError when the login is part of it; logins of 2 or 3 letters are no clue."""
        if user is not None and len(user.login) > 3 and user.login.lower() in password.lower():
            raise ValidationError(
                _("The password must not contain your login."), code="password_contains_login"
            )

    def get_help_text(self) -> str:
        """The rule for people."""
        return _("Your password can't contain your login.")


class NotUsedBefore:
    """Refuses the present password and the ones before it, REMEMBERED in all."""

    def validate(self, password: str, user: User | None = None) -> None:
        """ValidationError when the user had it lately."""
        if user is None or user.pk is None:
            return
        former = user.former_passwords.order_by("-id").values_list("password", flat=True)
        for encoded in [user.password, *former[: REMEMBERED - 1]]:
            if check_password(password, encoded):
                raise ValidationError(
                    _("You used this password before. Please choose another."),
                    code="password_used_before",
                )

    def get_help_text(self) -> str:
        """The rule for people."""
        return _("Your password can't be one of your last %(count)d.") % {"count": REMEMBERED}


def drawn() -> str:
    """A first password to hand over: 16 letters and digits that nobody mistakes for one another."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))
    return "-".join(groups)


def remember(user: User) -> None:
    """Keep the hash that is about to be replaced, and no more than are compared against."""
    if user.has_usable_password():
        FormerPassword.objects.create(user=user, password=user.password)
    kept = user.former_passwords.order_by("-id").values("id")[: REMEMBERED - 1]
    user.former_passwords.exclude(id__in=list(kept.values_list("id", flat=True))).delete()
