"""What every profile shares. A profile calls `read` and `common`, then says what its service is."""

from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from chatterbox import BASE_DIR
from chatterbox.settings import logs, providers

SHARED_APPS = [
    "chatterbox.thirdparty.apps.Admin",
    "chatterbox.thirdparty.apps.Auth",
    "chatterbox.thirdparty.apps.ContentTypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "channels",
    "rest_framework",
    "chatterbox",
    "events",
]
ACCOUNTS_APPS = [
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.github",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "accounts",
]
MESSAGING_APPS = ["messaging"]

FIRST_MIDDLEWARE = [
    "chatterbox.health.HealthMiddleware",
    "events.context.RequestContextMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "chatterbox.middleware.CompressPages",
]
SHARED_MIDDLEWARE = [
    "chatterbox.middleware.PolicyMiddleware",
    "chatterbox.middleware.AnswerMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ACCOUNTS_MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware", "accounts.middleware.AccessCookieMiddleware"]
MESSAGING_MIDDLEWARE = ["messaging.middleware.PersonMiddleware"]

THIRD_PARTY_MIGRATIONS = ("admin", "auth", "contenttypes", "account", "socialaccount", "mfa", "usersessions")

#: Hosts of a PUBLIC_URL that nobody else can reach.
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}


def common(env: dict[str, Any]) -> dict[str, Any]:
    """Settings that every profile has, from the values of its table."""
    public_url = env["PUBLIC_URL"]
    return {
        "BASE_DIR": BASE_DIR,
        "DEBUG": False,
        "SECRET_KEY": env["SECRET_KEY"],
        "SECRET_KEY_FALLBACKS": env.get("SECRET_KEY_FALLBACKS", []),
        "PUBLIC_URL": public_url,
        "ALLOWED_HOSTS": env["ALLOWED_HOSTS"],
        "CSRF_TRUSTED_ORIGINS": [public_url],
        "WEBSOCKET_ORIGINS": [public_url],
        "SIGNUP": env["SIGNUP"],
        "SIGN_IN_PROVIDERS": providers.offered(env),
        "ASGI_APPLICATION": "chatterbox.asgi.application",
        "HTTP_THREADS": env["HTTP_THREADS"],
        "SERVER": env["SERVER"],
        "INSTANCE": env["INSTANCE"],
        "FAILPOINT": env["CHATTERBOX_FAILPOINT"],
        "METRICS_PORT": env["METRICS_PORT"],
        "METRICS_HOST": env["METRICS_HOST"],
        "METRICS_LOG": env["METRICS_LOG"],
        "TRUSTED_PROXIES": env["TRUSTED_PROXIES"],
        "DEFAULT_AUTO_FIELD": "events.fields.KeyAutoField",
        "ALLAUTH_DEFAULT_AUTO_FIELD": "events.fields.KeyAutoField",
        "MIGRATION_MODULES": {app: f"chatterbox.thirdparty.migrations.{app}" for app in THIRD_PARTY_MIGRATIONS},
        "TEMPLATES": [_templates()],
        "APPEND_SLASH": False,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 1024 * 1024,
        "FORM_RENDERER": "django.forms.renderers.TemplatesSetting",
        "DEFAULT_FROM_EMAIL": env["DEFAULT_FROM_EMAIL"],
        **_tokens(env),
        **_language(),
        **_cookies(public_url),
        **_static(env),
        **_safety(env, public_url),
        "REST_FRAMEWORK": _rest_framework(),
        "LOGGING": logs.logging_config(env["LOG_FORMAT"] or "json", env["LOG_LEVEL"] or "INFO"),
    }


def _templates() -> dict[str, Any]:
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chatterbox.context.site",
            ]
        },
    }


def _tokens(env: dict[str, Any]) -> dict[str, Any]:
    return {
        "JWT_ISSUER": env["JWT_ISSUER"],
        "JWT_AUDIENCE": env["JWT_AUDIENCE"],
        "ACCESS_TOKEN_SECONDS": env["ACCESS_TOKEN_SECONDS"],
        # Clocks of two services may differ; a token is good this many seconds past its `exp`.
        "JWT_LEEWAY_SECONDS": min(5, env["ACCESS_TOKEN_SECONDS"] // 10),
    }


def _language() -> dict[str, Any]:
    return {
        "LANGUAGE_CODE": "en",
        "LANGUAGES": [("en", "English"), ("de", "German")],
        "LOCALE_PATHS": [BASE_DIR / "locale"],
        "USE_I18N": True,
        "USE_TZ": True,
        # MongoDB's TruncDate refuses any other zone; people's own zones are applied where times are shown.
        "TIME_ZONE": "UTC",
    }


def _cookies(public_url: str) -> dict[str, Any]:
    secure = public_url.startswith("https:")
    return {
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_COOKIE_NAME": "chatterbox_session",
        "SESSION_COOKIE_PATH": "/accounts/",
        "SESSION_COOKIE_AGE": 60 * 24 * 3600,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_NAME": "csrftoken",
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_FAILURE_VIEW": "chatterbox.views.csrf_failure",
        "ACCESS_COOKIE_NAME": "chatterbox_access",
        # Set for some seconds by a renewal.
        "RENEWED_COOKIE_NAME": "chatterbox_renewed",
        "MESSAGE_STORAGE": "chatterbox.notices.NoticeStorage",
    }


def _static(env: dict[str, Any]) -> dict[str, Any]:
    return {
        "STATIC_URL": env["STATIC_URL"],
        "STATIC_ROOT": env["STATIC_ROOT"] or str(BASE_DIR / "var" / "static"),
        "STATICFILES_DIRS": [BASE_DIR / "static"],
        "MEDIA_URL": env["MEDIA_URL"],
        "MEDIA_ROOT": env["MEDIA_ROOT"] or str(BASE_DIR / "var" / "media"),
        "STORAGES": {
            "default": _pictures(env.get("MEDIA_BUCKET", "")),
            "staticfiles": {"BACKEND": "chatterbox.static.HashedStaticFilesStorage"},
        },
    }


def _pictures(bucket: str) -> dict[str, Any]:
    if bucket:
        return {"BACKEND": "chatterbox.aws.buckets.BucketStorage", "OPTIONS": {"bucket": bucket}}
    return {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def _safety(env: dict[str, Any], public_url: str) -> dict[str, Any]:
    secure = public_url.startswith("https:")
    hosts = sorted({origin for origin in map(_origin, (env["STATIC_URL"], env["MEDIA_URL"])) if origin})
    # 'self' does not cover the socket in every browser, so its origin is named.
    socket = public_url.replace("http", "ws", 1)
    houses = providers.offered(env)
    return {
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if env["TRUSTED_PROXIES"] else None,
        "SECURE_HSTS_SECONDS": 31_536_000 if secure else 0,
        "SECURE_SSL_REDIRECT": secure,
        "X_FRAME_OPTIONS": "DENY",
        "CONTENT_SECURITY_POLICY": {
            "DIRECTIVES": {
                "default-src": [NONE],
                "script-src": [SELF, *hosts],
                "style-src": [SELF, *hosts],
                "font-src": [SELF, *hosts],
                "img-src": [SELF, "data:", *hosts, *sorted({house.pictures for house in houses})],
                "connect-src": [SELF, socket],
                "manifest-src": [SELF],
                "worker-src": [SELF],
                # A button that goes to a provider is a form of ours that is redirected there.
                "form-action": [SELF, *sorted({house.origin for house in houses})],
                "base-uri": [NONE],
                "frame-ancestors": [NONE],
            }
        },
    }


def _origin(url: str) -> str | None:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None


def _rest_framework() -> dict[str, Any]:
    return {
        "EXCEPTION_HANDLER": "events.errors.exception_handler",
        "DEFAULT_RENDERER_CLASSES": ["events.rest.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["events.rest.JSONParser"],
        "DEFAULT_CONTENT_NEGOTIATION_CLASS": "events.rest.OneFormat",
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
        "UNAUTHENTICATED_USER": None,
    }


def refuse_unsafe(env: dict[str, Any]) -> None:
    """Raise ImproperlyConfigured for what a production profile must never run with."""
    faults = []
    if env["DEBUG"]:
        faults.append("DEBUG: it is never on in production")
    if env["PUBLIC_URL"] is None:
        faults.append("PUBLIC_URL: missing")
    if urlsplit(env["PUBLIC_URL"] or "").scheme == "https" and not env["TRUSTED_PROXIES"]:
        # Nothing here ends TLS: without a proxy's word every request looks plain, and is sent to https for ever.
        faults.append("TRUSTED_PROXIES: https wants 1 at least, the proxy that ends TLS and sets X-Forwarded-Proto")
    if "*" in (env["ALLOWED_HOSTS"] or []):
        faults.append("ALLOWED_HOSTS: `*` is refused, name the hosts")
    if env["CHATTERBOX_FAILPOINT"] and not env["ALLOW_FAILPOINTS"]:
        faults.append("CHATTERBOX_FAILPOINT: it is for tests, and ALLOW_FAILPOINTS is not set")
    if env.get("DROP_FRAMES"):
        faults.append("DROP_FRAMES: it is for tests")
    if env["ALLOW_FAILPOINTS"] and urlsplit(env["PUBLIC_URL"] or "").hostname not in THIS_MACHINE:
        faults.append("ALLOW_FAILPOINTS: it is for tests, and PUBLIC_URL is no address of this machine")
    faults += providers.faults(env)
    if faults:
        raise ImproperlyConfigured("; ".join(faults) + ". See docs/settings.md.")
    if env["ALLOWED_HOSTS"] is None:
        env["ALLOWED_HOSTS"] = [urlsplit(env["PUBLIC_URL"]).hostname]
