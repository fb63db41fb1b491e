"""What GitHub has at its own paths, below /github, its API where GitHub Enterprise has it."""

from http import HTTPStatus
from typing import Any

from scripts.provider import token
from scripts.provider.authorize import authorize
from scripts.provider.faults import HUGE_BYTES, SLOW_SECONDS
from scripts.provider.grants import Grant, Grants
from scripts.provider.web import JSON, Answer, Request, in_form, in_json

HOUSE = "github"


def ask(request: Request, grants: Grants) -> Answer:
    return authorize(request, HOUSE, grants)


def give_token(request: Request, grants: Grants) -> Answer:
    """GitHub writes a form unless asked for JSON, and says even a refusal with status 200."""

    def write(grant: Grant) -> Answer:
        said = token.fields(grant, grants)
        is_json = "application/json" in request.headers.get("accept", "")
        answer = in_json(said) if is_json else in_form(said)
        return Answer(answer.body, content_type="") if grant.fault == "no_content_type" else answer

    answer = token.give(request, HOUSE, grants, write)
    if answer.status == HTTPStatus.BAD_REQUEST:
        return in_form({"error": "bad_verification_code", "error_description": "The code is incorrect or expired."})
    return answer


def user(request: Request, grants: Grants) -> Answer:
    grant = grants.of_token(request.credential())
    if grant is None or grant.house != HOUSE:
        return in_json({"message": "Bad credentials"}, HTTPStatus.UNAUTHORIZED)
    return _fault(grant.fault) or in_json(_profile(request, grant))


def _fault(fault: str) -> Answer | None:
    answers = {
        "user_500": Answer(b"oh", HTTPStatus.INTERNAL_SERVER_ERROR),
        "user_slow": Answer(b"{}", content_type=JSON, silent=SLOW_SECONDS),
        "user_malformed": Answer(b'{"id": 7, "login"', content_type=JSON),
    }
    if fault == "user_huge":
        return Answer(b'{"id": 7, "bio": "' + b"a" * HUGE_BYTES + b'"}', content_type=JSON)
    return answers.get(fault)


def _profile(request: Request, grant: Grant) -> dict[str, Any]:
    person, fault = grant.person, grant.fault
    said: dict[str, Any] = {
        "id": person.number,
        "login": person.login,
        "name": person.name * 500 if fault == "long_name" else person.name or None,
        "email": person.address if person.public and fault != "missing_email" else None,
        "avatar_url": f"{request.origin}/pictures/{person.hue}.svg",
        "html_url": f"{request.origin}/github/{person.login}",
        "type": "User",
    }
    if fault == "odd_types":
        said |= {"login": 7, "email": ["x"]}
    if fault == "no_id":
        del said["id"]
    return said


def emails(request: Request, grants: Grants) -> Answer:
    """All addresses with the scope `user:email`, also those that nobody else sees; without it 404, as at GitHub."""
    grant = grants.of_token(request.credential())
    if grant is None or grant.house != HOUSE:
        return in_json({"message": "Bad credentials"}, HTTPStatus.UNAUTHORIZED)
    if "user:email" not in grant.scope:
        return in_json({"message": "Not Found"}, HTTPStatus.NOT_FOUND)
    person, fault = grant.person, grant.fault
    if not person.address or fault == "missing_email":
        return in_json([])
    address = "not an address" if fault == "odd_email" else person.address
    nowhere = f"{person.number}+{person.login}@users.noreply.github.com"
    return in_json(
        [
            {"email": nowhere, "primary": False, "verified": True, "visibility": None},
            {
                "email": address,
                "primary": True,
                "verified": person.verified and fault != "unverified_email",
                "visibility": "public" if person.public else "private",
            },
        ]
    )


ROUTES = {
    ("GET", "/github/login/oauth/authorize"): ask,
    ("POST", "/github/login/oauth/authorize"): ask,
    ("POST", "/github/login/oauth/access_token"): give_token,
    ("GET", "/github/api/v3/user"): user,
    ("GET", "/github/api/v3/user/emails"): emails,
}
