"""What the profiles accounts and local share: sign-in by django-allauth, the keys that sign tokens, mail."""

import json
from typing import Any, Final
from urllib.parse import SplitResult, unquote, urlsplit

from chatterbox.settings import providers
from events.keys import jwks_of_ring

#: By address (ip), by account (key), and by account and the place that it is asked from (place), counted by
#: `accounts.limits`. A quick burst is stopped within minutes, a slow one within the day: so many guesses are no use.
#: Whoever asks spends them, also a stranger. So what one place has of an account is a fifth of what all have together:
#: it shuts the owner out at that place only, and whoever wants to do so everywhere needs five.
RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,100/h/ip,5/5m/place,40/d/place,25/5m/key,200/d/key",
    "signup": "20/m/ip,100/h/ip",
    "request_login_code": "20/m/ip,3/m/place,10/h/place,15/m/key,50/h/key",
    "reset_password": "20/m/ip,3/m/place,10/h/place,15/m/key,50/h/key",
    "reset_password_from_key": "20/m/ip",
    # Letters to one address that ask for a proof of it, or say that it is known here already. Whoever gets none still
    # proves it by a code.
    "confirm_email": "1/3m/key,10/d/key",
}

#: Of mail servers: the plain one, the one that begins with TLS, and the one for whoever has a password (RFC 6409).
SMTP_PORT, SMTPS_PORT, SUBMISSION_PORT = 25, 465, 587
THIS_MACHINE: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def accounts(env: dict[str, Any]) -> dict[str, Any]:
    """Settings of the accounts app from the values of the table."""
    return {
        "AUTH_USER_MODEL": "accounts.User",
        "JWT_PRIVATE_KEY": env["JWT_PRIVATE_KEY"],
        "JWT_PUBLIC_KEYS": json.dumps(jwks_of_ring(env["JWT_PRIVATE_KEY"])),
        **mail(env["EMAIL_URL"]),
        # `local` has no mail server: whoever signs up there is in at once.
        **_sign_in(env.get("EMAIL_VERIFICATION", "none")),
        **_second_factors(),
        **_sign_up(),
        **providers.social(env),
        **_links(env["PUBLIC_URL"]),
    }


def _sign_in(verification: str) -> dict[str, Any]:
    return {
        "SESSION_ENGINE": "accounts.sessions",
        "AUTHENTICATION_BACKENDS": ["allauth.account.auth_backends.AuthenticationBackend"],
        "LOGIN_URL": "/accounts/login/",
        "LOGIN_REDIRECT_URL": "/",
        "ACCOUNT_ADAPTER": "accounts.adapters.AccountAdapter",
        "USERSESSIONS_ADAPTER": "accounts.adapters.UserSessionsAdapter",
        "HEADLESS_TOKEN_STRATEGY": "accounts.headless.TokenStrategy",
        "HEADLESS_CLIENTS": ("app", "browser"),
        "ACCOUNT_LOGIN_METHODS": {"email"},
        "ACCOUNT_SESSION_REMEMBER": True,
        "ACCOUNT_LOGOUT_REDIRECT_URL": "/",
        "ACCOUNT_EMAIL_VERIFICATION": verification,
        "ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION": True,
        "ACCOUNT_MAX_EMAIL_ADDRESSES": 10,
        # A device that lies open must not be enough to have mails, and so codes, sent elsewhere.
        "ACCOUNT_REAUTHENTICATION_REQUIRED": True,
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_USER_DISPLAY": "accounts.adapters.display_name",
        "ACCOUNT_LOGIN_BY_CODE_ENABLED": True,
        # A mail may take its time, and who has to look for it as well. Three tries; a new code starts again.
        "ACCOUNT_LOGIN_BY_CODE_TIMEOUT": 15 * 60,
        "ACCOUNT_RATE_LIMITS": RATE_LIMITS,
        "ACCOUNT_EMAIL_NOTIFICATIONS": True,
    }


def _second_factors() -> dict[str, Any]:
    return {
        "MFA_ADAPTER": "accounts.factors.adapter.MFAAdapter",
        "MFA_SUPPORTED_TYPES": ["totp", "webauthn", "recovery_codes"],
        "MFA_FORMS": {
            "activate_totp": "accounts.factors.forms.ActivateAppForm",
            "add_webauthn": "accounts.factors.forms.AddPasskeyForm",
            "authenticate": "accounts.factors.forms.CodeForm",
            "edit_webauthn": "accounts.factors.forms.RenamePasskeyForm",
            "reauthenticate": "accounts.factors.forms.CodeAgainForm",
        },
        "MFA_PASSKEY_LOGIN_ENABLED": True,
        "MFA_TOTP_ISSUER": "Chatterbox",
        # The clock of a phone may be half a minute off; each code works once all the same.
        "MFA_TOTP_TOLERANCE": 1,
        # Where addresses are verified at all, nobody is signed in without one. allauth's other reason is to keep people
        # with a second factor from adding an address, and they have to be able to change theirs.
        "MFA_ALLOW_UNVERIFIED_EMAIL": True,
        # A whole club may sit behind one address; there is nothing to guess.
        "MFA_RATE_LIMITS": {"webauthn_login": "60/m/ip"},
        # http://localhost counts as safe by itself: nothing has to be allowed for it.
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN": False,
    }


def _sign_up() -> dict[str, Any]:
    validators = "django.contrib.auth.password_validation."
    return {
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "username*", "password1*"],
        "ACCOUNT_SIGNUP_FORM_CLASS": "accounts.forms.SignUpForm",
        "ACCOUNT_USERNAME_MIN_LENGTH": 2,
        "ACCOUNT_PRESERVE_USERNAME_CASING": False,
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": validators + "MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
            {
                "NAME": validators + "UserAttributeSimilarityValidator",
                "OPTIONS": {"user_attributes": ("username", "email", "display_name")},
            },
            {"NAME": validators + "CommonPasswordValidator"},
        ],
    }


def _links(public_url: str) -> dict[str, Any]:
    """Links in mails: built from PUBLIC_URL, never from the Host that a request happens to name."""
    pages = public_url + "/accounts/"
    return {
        "HEADLESS_FRONTEND_URLS": {
            "account_signup": pages + "signup/",
            "account_confirm_email": pages + "confirm-email/{key}/",
            "account_reset_password": pages + "password/reset/",
            "account_reset_password_from_key": pages + "password/reset/key/{key}/",
        }
    }


def mail(url: str) -> dict[str, Any]:
    """Django's mail settings from EMAIL_URL."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": parts.path,
        }
    if parts.scheme == "ses":
        return {"EMAIL_BACKEND": "chatterbox.aws.mails.SesBackend", "SES_REGION": parts.hostname or ""}
    return {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", **_smtp(parts)}


def _smtp(parts: SplitResult) -> dict[str, Any]:
    """A password, and a letter to the port where passwords are wanted, leave this machine under TLS or not at all."""
    host, at_once = parts.hostname or "localhost", parts.scheme == "smtps"
    port = parts.port or (SMTPS_PORT if at_once else SMTP_PORT)
    private = bool(parts.username) or port == SUBMISSION_PORT
    return {
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": at_once,
        "EMAIL_USE_TLS": private and not at_once and host not in THIS_MACHINE,
        "EMAIL_TIMEOUT": 5,
    }
