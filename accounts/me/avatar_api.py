"""`PUT` and `DELETE …/me/avatar`: a picture as the body itself, or in the field `avatar` of a form."""

from typing import Final

from rest_framework.request import Request
from rest_framework.response import Response

from accounts import pictures, services
from accounts.api import MyApi
from events import limiter, uploads

#: So many pictures in so many seconds.
UPLOADS, SECONDS = 20, 3600
FIELD: Final = "avatar"


class MyAvatarApi(MyApi):
    parser_classes = uploads.PARSERS

    def put(self, request: Request) -> Response:
        limiter.check("avatar", str(self.me.pk), UPLOADS, SECONDS)
        picture = pictures.avatar_of(uploads.picture_in(request, FIELD))
        return self.changed(services.set_avatar(self.me.pk, picture))

    def delete(self, request: Request) -> Response:
        self.changed(services.remove_avatar(self.me.pk))
        return Response(status=204)
