"""Tables of accounts: people, their sign-ins and refresh tokens, and copies of messaging's parties and memberships.

Nothing in this file decides: services write, queries read.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any, ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.fields import LowerCharField, LowerEmailField
from accounts.managers import UserManager
from events.fields import KeyField
from events.times import now

#: A sign-in that was not used for this long is over; so is a refresh token.
LASTS: Final = timedelta(days=60)
#: How exactly it is known when a sign-in was last seen.
SEEN_EVERY: Final = timedelta(minutes=10)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody. `version` counts their changes and ended sign-ins: one for each event that is recorded about them."""

    id = KeyField()
    username = LowerCharField(
        _("username"),
        max_length=rules.USERNAME_MAX,
        unique=True,
        validators=[rules.check_username],
        error_messages={"unique": _("This username is taken.")},
    )
    email = LowerEmailField(
        _("e-mail address"),
        max_length=254,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": _("There is an account with this address already.")},
    )
    display_name = models.CharField(_("name"), max_length=rules.DISPLAY_NAME_MAX, validators=[rules.check_display_name])
    avatar_url = models.CharField(_("picture"), max_length=rules.AVATAR_URL_MAX, default="", blank=True)
    locale = models.CharField(_("language"), max_length=rules.LOCALE_MAX, default="", blank=True)
    zoneinfo = models.CharField(_("time zone"), max_length=rules.ZONEINFO_MAX, default="", blank=True)
    version = models.BigIntegerField(default=1, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=now, editable=False)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes: ClassVar = [models.Index(fields=["-date_joined"], name="user_joined")]

    def __str__(self) -> str:
        return str(self.username)

    #: What the columns held when they were read or saved last: replaced, never changed.
    _as_stored: Mapping[str, Any] = MappingProxyType({})

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> "User":
        person = super().from_db(*args, **kwargs)
        person._note_stored(None)
        return person

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet["User"] | None = None,
    ) -> None:
        super().refresh_from_db(using, fields, from_queryset)
        self._note_stored(fields)

    def save(self, **kwargs: Any) -> None:
        """Save, of somebody who was read, only what was changed here since.

        Others (allauth when a provider is linked) save whole rows that they read a while ago: somebody may have
        renamed or disabled the person meanwhile. `version` is moved by services alone.
        """
        if not self._state.adding and kwargs.get("update_fields") is None:
            stored = self._as_stored
            changed = {name for name, value in self._columns().items() if name not in stored or stored[name] != value}
            kwargs["update_fields"] = changed - {"id", "version"}
        super().save(**kwargs)
        self._note_stored(kwargs.get("update_fields"))

    def _note_stored(self, names: Iterable[str] | None) -> None:
        """Of all columns, or of those with `names`."""
        columns = self._columns()
        self._as_stored = {**self._as_stored, **{name: columns[name] for name in (columns if names is None else names)}}

    def _columns(self) -> dict[str, Any]:
        """Those that are loaded."""
        loaded = self.__dict__
        return {field.attname: loaded[field.attname] for field in self._meta.concrete_fields if field.attname in loaded}


class SignIn(models.Model):
    """One sign-in of one person on one device; its id is `ses`, the name that every token of it carries.

    It lasts while it is used: `LASTS` from `seen_at`. Ending it deletes the row.
    """

    id = KeyField()
    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, db_index=True)  # of the Django session, as it is now
    user_agent = models.CharField(max_length=200, default="")
    amr = models.CharField(max_length=40, default="")  # how they proved it, RFC 8176, comma-separated
    created_at = models.DateTimeField(default=now)
    authenticated_at = models.DateTimeField(default=now)  # the last proof
    seen_at = models.DateTimeField(default=now, db_index=True)  # to within SEEN_EVERY

    class Meta:
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")

    def __str__(self) -> str:
        return self.ses

    @property
    def ses(self) -> str:
        return str(self.pk)

    @property
    def methods(self) -> list[str]:
        return [method for method in self.amr.split(",") if method]


class RefreshToken(models.Model):
    """A phone's long credential, kept as a digest. The family of a token is its sign-in."""

    id = KeyField()
    digest = models.CharField(max_length=64, unique=True)  # SHA-256, hex
    sign_in = models.ForeignKey(SignIn, models.CASCADE, related_name="refresh_tokens")
    created_at = models.DateTimeField(default=now, db_index=True)
    used_at = models.DateTimeField(null=True)


class WaitingMail(models.Model):
    """A mail that has not left yet. Whoever sends it moves `due_at` on first, and deletes the row afterwards."""

    id = KeyField()
    address = models.EmailField(max_length=254)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    created_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField(default=now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)


class PartyCopy(models.Model):
    """A party as messaging last told; a deleted one stays as a marker, so that late news can't bring it back."""

    id = KeyField()
    name = models.CharField(max_length=64, default="")
    owner_id = models.UUIDField(null=True, db_index=True)
    version = models.BigIntegerField()
    deleted = models.BooleanField(default=False)
    emptied = models.BooleanField(null=True)  # a deleted one of which no membership is left; null: nobody has looked

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        indexes: ClassVar = [models.Index(fields=["deleted", "emptied"], name="party_to_empty")]


class MembershipCopy(models.Model):
    """A membership as messaging last told; one that has ended, by itself or with its party, stays as a marker."""

    id = models.CharField(primary_key=True, max_length=73, db_column="_id")  # party/user
    party_id = models.UUIDField(db_index=True)
    user_id = models.UUIDField()
    role = models.CharField(max_length=16, default="")
    joined_at = models.DateTimeField(null=True)
    version = models.BigIntegerField()  # the party's
    deleted = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user_id", "joined_at"], name="membership_user")]


class FirstAdmin(models.Model):
    """The link by which the first administrator comes in: one row at most, so that one claim wins."""

    id = models.CharField(primary_key=True, max_length=8, db_column="_id", default="only")
    digest = models.CharField(max_length=64)  # SHA-256 of the link's secret, hex
    expires_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)


class AvatarFile(models.Model):
    """A picture that somebody uploaded. `unused_since`: it is on its way in, or replaced, and the file is to go."""

    name = models.CharField(primary_key=True, max_length=64, db_column="_id")  # in the storage
    user_id = models.UUIDField(db_index=True)
    unused_since = models.DateTimeField(null=True, default=now, db_index=True)


class Export(models.Model):
    """What accounts holds about somebody, as a file for them alone, until it expires."""

    id = KeyField()
    user = models.ForeignKey(User, models.CASCADE, related_name="exports")
    content = models.BinaryField()  # a ZIP
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField(db_index=True)
