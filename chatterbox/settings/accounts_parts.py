"""What the profiles accounts and local share: sign-in by django-allauth, the keys that sign tokens, mail."""

import json
from typing import Any
from urllib.parse import unquote, urlsplit

from chatterbox.settings import providers
from events.keys import jwks_of_ring


def accounts(env: dict[str, Any]) -> dict[str, Any]:
    """Settings of the accounts app from the values of the table."""
    return {
        "AUTH_USER_MODEL": "accounts.User",
        "JWT_PRIVATE_KEY": env["JWT_PRIVATE_KEY"],
        "JWT_PUBLIC_KEYS": json.dumps(jwks_of_ring(env["JWT_PRIVATE_KEY"])),
        **mail(env["EMAIL_URL"]),
        # `local` has no mail server: whoever signs up there is in at once.
        **_sign_in(env.get("EMAIL_VERIFICATION", "none")),
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
        "ACCOUNT_EMAIL_SUBJECT_PREFIX": "",
        "ACCOUNT_USER_DISPLAY": "accounts.adapters.display_name",
        "MFA_TOTP_ISSUER": "Chatterbox",
        # Limits by address and account; each process counts for itself, so sign-in needs no Redis.
        "CACHES": {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
    }


def _sign_up() -> dict[str, Any]:
    validators = "django.contrib.auth.password_validation."
    return {
        "ACCOUNT_SIGNUP_FIELDS": ["email*", "username*", "password1*"],
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
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_TIMEOUT": 5,
    }
