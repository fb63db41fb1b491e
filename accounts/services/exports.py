"""What accounts holds about somebody, as a file for them alone.

It is made in the request: sign-ins end after two months and every list is bounded, so it is small and quickly read. It
lies in the database, where no address leads but one that asks who comes, and goes with the account.
"""

import io
import json
import zipfile
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Count, Max, Min

from accounts.models import AvatarFile, Export, MembershipCopy, PartyCopy, RefreshToken, SignIn, User
from accounts.queries import addresses_of
from accounts.services.outbox import person
from events import txn
from events.times import iso, now

#: How long the link works.
LASTS: Final = timedelta(days=7)
#: Rows of each kind at most; `complete` says whether that was all.
MOST: Final = 5000


def make_export(user: User) -> Export:
    """A fresh export, instead of the one that there may be. Raises NotFound when there is no such person any more."""
    content = _zip(user)

    def work() -> Export:
        person(user.pk)
        Export.objects.filter(user=user).delete()
        return Export.objects.create(user=user, content=content, expires_at=now() + LASTS)

    return txn.run(work, using=settings.ACCOUNTS_DB)


def _zip(user: User) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("account.json", json.dumps(_account(user), ensure_ascii=False, indent=2))
        picture = _picture(user.pk)
        if picture:
            archive.writestr("picture.webp", picture)
    return file.getvalue()


def _picture(user_id: UUID) -> bytes:
    name = AvatarFile.objects.filter(user_id=user_id, unused_since=None).values_list("pk", flat=True).first()
    if name is None:
        return b""
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return b""


def _account(user: User) -> dict[str, Any]:
    lists = {
        "addresses": _addresses(user),
        "providers": _providers(user),
        "factors": _factors(user),
        "sign_ins": _sign_ins(user),
        "refresh_families": _families(user),
        "parties": _parties(user.pk),
    }
    return {
        "made_at": iso(now()),
        "complete": all(len(rows) < MOST for rows in lists.values()),
        "profile": _profile(user),
        **lists,
    }


def _profile(user: User) -> dict[str, Any]:
    told = ("username", "display_name", "avatar_url", "locale", "zoneinfo", "is_staff")
    times = {"created_at": iso(user.date_joined), "last_sign_in_at": _when(user.last_login)}
    return {"id": str(user.pk), **{name: getattr(user, name) for name in told}, "email": user.email, **times}


def _addresses(user: User) -> list[dict[str, Any]]:
    rows = EmailAddress.objects.filter(user=user).order_by("email")[:MOST]
    return [{"address": row.email, "confirmed": row.verified, "main": row.primary} for row in rows]


def _providers(user: User) -> list[dict[str, Any]]:
    rows = SocialAccount.objects.filter(user=user).order_by("provider", "uid")[:MOST]
    return [
        {
            "provider": row.provider,
            "id_there": row.uid,
            "said": row.extra_data,
            "linked_at": _when(row.date_joined),
            "last_used_at": _when(row.last_login),
        }
        for row in rows
    ]


def _factors(user: User) -> list[dict[str, Any]]:
    """Without what they consist of: a secret that leaves is none any more."""
    rows = Authenticator.objects.filter(user=user).order_by("created_at")[:MOST]
    return [
        {
            "type": row.type,
            "name": row.data.get("name") if row.type == Authenticator.Type.WEBAUTHN else None,
            "created_at": _when(row.created_at),
            "last_used_at": _when(row.last_used_at),
        }
        for row in rows
    ]


def _sign_ins(user: User) -> list[dict[str, Any]]:
    """With the network address that each was begun at, where it is kept."""
    rows = list(SignIn.objects.filter(user=user).order_by("-created_at")[:MOST])
    addresses = addresses_of(rows)
    return [
        {
            "ses": row.ses,
            "device": row.user_agent,
            "address": addresses.get(row.session_key),
            "proved_by": row.methods,
            "created_at": iso(row.created_at),
            "proved_at": iso(row.authenticated_at),
            "seen_at": iso(row.seen_at),
        }
        for row in rows
    ]


def _families(user: User) -> list[dict[str, Any]]:
    """Phones' tokens by sign-in: how many there were and when, not even their digests."""
    ids = list(SignIn.objects.filter(user=user).order_by("-created_at").values_list("pk", flat=True)[:MOST])
    tokens = RefreshToken.objects.filter(sign_in_id__in=ids).values("sign_in_id")
    rows = tokens.annotate(count=Count("pk"), first=Min("created_at"), last=Max("created_at")).order_by("sign_in_id")
    return [
        {
            "ses": str(row["sign_in_id"]),
            "tokens": row["count"],
            "first_at": _when(row["first"]),
            "last_at": _when(row["last"]),
        }
        for row in rows
    ]


def _parties(user_id: UUID) -> list[dict[str, Any]]:
    rows = list(MembershipCopy.objects.filter(user_id=user_id, deleted=False).order_by("joined_at", "id")[:MOST])
    parties = PartyCopy.objects.in_bulk([row.party_id for row in rows])
    return [
        {
            "id": str(row.party_id),
            "name": parties[row.party_id].name if row.party_id in parties else None,
            "role": row.role,
            "joined_at": _when(row.joined_at),
        }
        for row in rows
    ]


def _when(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
