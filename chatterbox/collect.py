"""Collect static files without a profile: an image is built where there are neither secrets nor servers.

    STATIC_ROOT=/srv/static python -m chatterbox.collect

Gives what `manage.py collectstatic` would give with the apps of both services.
"""

import sys
from pathlib import Path

from chatterbox import BASE_DIR, env


def main() -> int:
    folder = env.before_profiles("STATIC_ROOT")
    if not folder:
        said = "chatterbox: STATIC_ROOT: missing. It is the folder that static files are collected into."
        print(said, file=sys.stderr)
        return 1
    collect(folder)
    return 0


def collect(folder: str) -> None:
    """Fill `folder`. Only in a process of its own, whose settings these are."""
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.configure(
        BASE_DIR=BASE_DIR,
        INSTALLED_APPS=["django.contrib.staticfiles"],
        STATIC_URL="/static/",
        STATIC_ROOT=folder,
        STORAGES={"staticfiles": {"BACKEND": "chatterbox.static.HashedStaticFilesStorage"}},
    )
    settings.STATICFILES_DIRS = folders()
    django.setup()
    call_command("collectstatic", "--no-input", verbosity=0)


def folders() -> list[Path]:
    """Ours, and those of all apps of both services, which need not be loaded for that.

    Their configurations read settings, so there have to be some."""
    from django.apps import AppConfig

    from chatterbox.settings import base

    apps = [AppConfig.create(app) for app in base.SHARED_APPS + base.ACCOUNTS_APPS + base.MESSAGING_APPS]
    return [BASE_DIR / "static", *(folder for app in apps if (folder := Path(app.path) / "static").is_dir())]


if __name__ == "__main__":
    sys.exit(main())
