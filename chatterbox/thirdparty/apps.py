"""Django's own apps with our keys, so that one set of migrations fits MongoDB, SQLite and PostgreSQL."""

from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig


class Admin(AdminConfig):
    default_auto_field = settings.DEFAULT_AUTO_FIELD


class Auth(AuthConfig):
    default_auto_field = settings.DEFAULT_AUTO_FIELD


class ContentTypes(ContentTypesConfig):
    default_auto_field = settings.DEFAULT_AUTO_FIELD
