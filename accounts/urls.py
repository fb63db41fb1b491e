"""Everything below /accounts/. Our own paths end without a slash, allauth's with one."""

from typing import Final

from allauth.headless.account.views import SignupView
from allauth.headless.constants import Client
from django.urls import include, path

from accounts import api, devices, entry, first_admin, views
from accounts.admin import site
from accounts.factors import views as factors
from accounts.me import data, deletion, profile
from accounts.me.avatar_api import MyAvatarApi
from accounts.me.export_api import MyExportApi, MyExportFileApi
from accounts.providers import NAMES, headless
from accounts.providers import views as providers

CLIENTS: Final = ("app", "browser")
PHONE: Final = ("account/phone", "auth/phone/verify", "auth/phone/verify/resend")

urlpatterns = [
    path("", views.index, name="account"),
    path("first-admin/<str:secret>", first_admin.first_admin, name="first-admin"),
    path("parties", views.parties, name="account-parties"),
    path("profile", profile.profile, name="profile"),
    path("profile/avatar", profile.avatar, name="avatar"),
    path("data", data.data, name="data"),
    path("export/<str:export>", data.export, name="export"),
    path("delete", deletion.delete, name="delete-account"),
    path("deleted", deletion.deleted, name="account-deleted"),
    path("renew", views.renew, name="renew"),
    path(".well-known/jwks.json", views.jwks, name="jwks"),
    path("api/v1/me", api.MeApi.as_view(), name="me"),
    path("api/v1/me/avatar", MyAvatarApi.as_view(), name="my-avatar"),
    path("api/v1/me/export", MyExportApi.as_view(), name="my-export"),
    path("api/v1/me/export/<str:export>", MyExportFileApi.as_view(), name="my-export-file"),
    path("api/v1/me/parties", api.MyPartiesApi.as_view(), name="my-parties"),
    path("api/v1/me/sessions", api.MySessionsApi.as_view(), name="my-sessions"),
    path("api/v1/me/sessions/<str:ses>", api.MySessionApi.as_view(), name="my-session"),
    path("api/auth/", include(headless.urlpatterns)),
    *(path(f"api/auth/{of.value}/v1/auth/signup", entry.door(SignupView.as_api_view(client=of))) for of in Client),
    # Nobody has a phone number here, and allauth's view of it breaks when it is asked by TRACE.
    *(path(f"api/auth/{client}/v1/{phone}", providers.not_offered) for client in CLIENTS for phone in PHONE),
    path("api/auth/", include("allauth.headless.urls")),
    path("sessions/", devices.devices, name="devices"),
    path("sessions/<str:ses>/end", devices.end_device, name="end-device"),
    path("link", providers.provider_link, name="provider-link"),
    path("google/login/token/", providers.not_offered),
    *(path(f"{name}/login/", providers.provider_login, {"provider": name}) for name in NAMES),
    *(path(f"{name}/login/callback/", providers.provider_callback, {"provider": name}) for name in NAMES),
    path("admin/", site.urls),
    path("password/set/", views.password_set, name="account_set_password"),
    *factors.urlpatterns,
    path("", include("allauth.urls")),
]
