"""Staff accounts and their roles; calling systems and the nonces that they used."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from haochaping.core.actor import Actor
from haochaping.directory.models import Organisation
from haochaping.identity.roles import ROLES, Role
from haochaping.identity.rules import APP_KINDS, LOGIN_PATTERN, NAME_LENGTH


class UserManager(BaseUserManager["User"]):
    """Finds users by their login."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user with this login, whatever its letters' case."""
        return self.get(login__iexact=username)


class User(AbstractBaseUser):
    """A member of staff who signs in. Raters have no account here."""

    login = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=NAME_LENGTH)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="users")
    staff_no = models.CharField(max_length=10, db_default="", blank=True)
    is_active = models.BooleanField(default=True, db_default=True)
    must_change_password = models.BooleanField(default=False, db_default=False)
    password_changed_at = models.DateTimeField(db_default=Now())
    created_at = models.DateTimeField(db_default=Now())

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "login"
    personal_fields = {
        "login": "account of a member of staff",
        "name": "name of a member of staff",
        "password": "salted hash",
        "last_login": "work time of a member of staff",
    }
    non_personal_fields = (
        "id", "organisation", "staff_no", "is_active", "must_change_password",
        "password_changed_at", "created_at",
    )  # fmt: skip

    class Meta:
        db_table = "identity_user"
        constraints = (
            models.CheckConstraint(condition=Q(login__regex=LOGIN_PATTERN), name="identity_login"),
        )

    def __str__(self) -> str:
        return self.login

    @property
    def actor(self) -> Actor:
        """This user as the one who does something."""
        return Actor("staff", self.login, self.name)

    def permissions(self) -> frozenset[str]:
        """All permissions of all the user's roles, without their scopes."""
        if not self.is_active:
            return frozenset()
        held: set[str] = set()
        for assignment in self.assignments.all():
            held |= assignment.definition.permissions
        return frozenset(held)


class FormerPassword(models.Model):
    """A password that a user had: its salted hash, so that it is not chosen again soon."""

    user = models.ForeignKey(User, models.PROTECT, related_name="former_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(db_default=Now())

    personal_fields = {"password": "salted hash"}
    non_personal_fields = ("id", "user", "replaced_at")

    class Meta:
        db_table = "identity_former_password"


class RoleAssignment(models.Model):
    """A user's role within a scope: an organisation, whose region counts for regional roles."""

    user = models.ForeignKey(User, models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=32)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="assignments")
    assigned_at = models.DateTimeField(db_default=Now())

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("id", "user", "role", "organisation", "assigned_at")

    class Meta:
        db_table = "identity_role_assignment"
        constraints = (
            models.UniqueConstraint(
                fields=["user", "role", "organisation"], name="identity_role_once"
            ),
            models.CheckConstraint(condition=Q(role__in=list(ROLES)), name="identity_role_known"),
        )

    @property
    def definition(self) -> Role:
        """The role's row in the table of roles."""
        return ROLES[self.role]


class SystemApp(models.Model):
    """A system that calls the interfaces, with a secret of its own (api.md §2).

    ``organisations`` are the codes for which it speaks; empty means all of the node.
    """

    app_id = models.CharField(max_length=32, primary_key=True)
    name = models.CharField(max_length=NAME_LENGTH)
    kind = models.CharField(max_length=16)
    secret = models.BinaryField()
    organisations = ArrayField(models.CharField(max_length=18), db_default=[])
    sandbox = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())
    revoked_at = models.DateTimeField(null=True)

    personal_fields = {"secret": "sealed"}
    non_personal_fields = (
        "app_id", "name", "kind", "organisations", "sandbox", "created_at", "revoked_at",
    )  # fmt: skip

    class Meta:
        db_table = "identity_system_app"
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=APP_KINDS),
                name="identity_app_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.app_id}"

    @property
    def actor(self) -> Actor:
        """This system as the one who does something."""
        return Actor("app", self.app_id, self.name)

    def speaks_for(self, org_code: str) -> bool:
        """Whether the system may write and read for an organisation."""
        return not self.organisations or org_code in self.organisations


class AppNonce(models.Model):
    """A nonce that an app used; the primary key refuses a second use."""

    pk = models.CompositePrimaryKey("app_id", "nonce")
    app_id = models.CharField(max_length=32)
    nonce = models.CharField(max_length=64)
    used_at = models.DateTimeField(db_default=Now())

    personal_fields: dict[str, str] = {}
    non_personal_fields = ("pk", "app_id", "nonce", "used_at")

    class Meta:
        db_table = "identity_app_nonce"
        # Nonces are purged by their age.
        indexes = (models.Index(fields=["used_at"], name="identity_nonce_used"),)
