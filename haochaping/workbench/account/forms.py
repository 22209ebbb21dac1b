"""The forms of signing in and of choosing a password."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from haochaping.identity.models import User
from haochaping.identity.passwords import LONGEST
from haochaping.identity.rules import typed_login


class SignInForm(forms.Form):
    """Login and password as they were typed."""

    login = forms.CharField(
        label=_("Login"),
        max_length=64,
        error_messages={"required": _("Enter your login.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Enter your password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def clean_login(self) -> str:
        """The one spelling under which wrong tries are counted."""
        return typed_login(self.cleaned_data["login"])


class PasswordForm(forms.Form):
    """The present password and the new one, which is typed twice because nobody sees it."""

    present = forms.CharField(
        label=_("Present password"),
        max_length=LONGEST,
        strip=False,
        error_messages={"required": _("Enter your present password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        error_messages={"required": _("Enter a new password.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        error_messages={"required": _("Enter the new password again.")},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, user: User, *args: Any) -> None:
        super().__init__(*args)
        self._user = user

    def clean_present(self) -> str:
        """Whoever finds an unlocked screen cannot take the account over."""
        present: str = self.cleaned_data["present"]
        if not self._user.check_password(present):
            raise forms.ValidationError(_("That is not your present password."))
        return present

    def clean(self) -> dict[str, Any]:
        """Both new ones must be the same."""
        cleaned = self.cleaned_data
        if "password" in cleaned and cleaned.get("again", "") not in ("", cleaned["password"]):
            self.add_error("again", _("The two new passwords differ."))
        return cleaned
