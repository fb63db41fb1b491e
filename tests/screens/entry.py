"""Screens before one is in: landing, invites, errors, what the profile `local` shows besides."""

from typing import Final

from tests.screens.screen import Screen

SCREENS: Final = (
    Screen("landing", "/", None),
    Screen("landing-wrong-link", "/?link=%21", None, status=400),
    Screen("invite", "/i/{invite}", None),
    Screen("invite-signed-in", "/i/{invite}", "eve"),
    Screen("invite-member", "/i/{invite}", "bo"),
    Screen("invite-expired", "/i/{invite_expired}", None, status=410),
    Screen("invite-full", "/i/{invite_full}", None, status=410),
    Screen("invite-revoked", "/i/{invite_revoked}", None, status=410),
    Screen("invite-banned", "/i/{invite_banned}", "eve", status=403),
    Screen("invite-unknown", "/i/unknown-code", None, status=404),
    Screen("error-400", "/p/{party}/t/{topic}?before=x", status=400),
    Screen("error-404", "/there/is/nothing", None, status=404),
    Screen("error-404-signed-in", "/p/nowhere", status=404),
    Screen("error-405", "/i/{invite}/join", status=405),
    Screen("styleguide", "/styleguide/", None),
    *(
        Screen(f"error-{status}", f"/styleguide/errors/{status}", None, status=status)
        for status in (403, 429, 500, 503)
    ),
    Screen("renewal", "/styleguide/renewal/401", None, status=401),
    Screen("renewal-of-an-old-page", "/styleguide/renewal/403", None, status=403),
    Screen("offline", "/offline", None),
    Screen("status", "/status", None),
    Screen("status-with-gaps", "/styleguide/status", None),
    Screen("dev-mails", "/dev/mail/", None),
    Screen("dev-mail", "/dev/mail/{mail}/0", None),
    Screen("api-docs", "/api/docs/", None),
    Screen("accounts-api-docs", "/accounts/api/docs/", None),
)
