"""What Google has at its own paths, below /google: tokens, userinfo, keys, discovery."""

import json
from http import HTTPStatus

from scripts.provider import keys, token
from scripts.provider.authorize import authorize
from scripts.provider.grants import TOKEN_SECONDS, Grant, Grants
from scripts.provider.web import Answer, Request, in_json

HOUSE = "google"


def issuer(request: Request) -> str:
    return f"{request.origin}/{HOUSE}"


def ask(request: Request, grants: Grants) -> Answer:
    return authorize(request, HOUSE, grants)


def give_token(request: Request, grants: Grants) -> Answer:
    def write(grant: Grant) -> Answer:
        said = token.fields(grant, grants) | {"expires_in": TOKEN_SECONDS}
        if grant.fault != "no_id_token":
            picture = f"{request.origin}/pictures/{grant.person.hue}.svg"
            said["id_token"] = token.id_token(grant, issuer(request), picture)
        answer = in_json(said)
        return Answer(answer.body, content_type="") if grant.fault == "no_content_type" else answer

    return token.give(request, HOUSE, grants, write)


def user_info(request: Request, grants: Grants) -> Answer:
    grant = grants.of_token(request.credential())
    if grant is None or grant.house != HOUSE:
        return in_json({"error": "invalid_token"}, HTTPStatus.UNAUTHORIZED)
    said = token.profile(grant, f"{request.origin}/pictures/{grant.person.hue}.svg")
    said["verified_email"] = said.pop("email_verified", False)
    return in_json(said | {"id": str(grant.person.number)})


def certificates(request: Request, grants: Grants) -> Answer:
    return Answer(json.dumps(keys.certificates()).encode(), content_type="application/json; charset=UTF-8")


def jwks(request: Request, grants: Grants) -> Answer:
    return in_json(keys.jwks())


def discovery(request: Request, grants: Grants) -> Answer:
    base = issuer(request)
    return in_json(
        {
            "issuer": base,
            "authorization_endpoint": f"{base}/o/oauth2/v2/auth",
            "token_endpoint": f"{base}/token",
            "userinfo_endpoint": f"{base}/oauth2/v2/userinfo",
            "jwks_uri": f"{base}/oauth2/v3/certs",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": [keys.ALGORITHM],
            "scopes_supported": ["openid", "email", "profile"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


ROUTES = {
    ("GET", "/google/o/oauth2/v2/auth"): ask,
    ("POST", "/google/o/oauth2/v2/auth"): ask,
    ("POST", "/google/token"): give_token,
    ("GET", "/google/oauth2/v2/userinfo"): user_info,
    ("GET", "/google/oauth2/v1/certs"): certificates,
    ("GET", "/google/oauth2/v3/certs"): jwks,
    ("GET", "/google/.well-known/openid-configuration"): discovery,
}
