import json
from typing import Any

import jwt
from django.test import Client
from jwt.algorithms import RSAAlgorithm

from accounts.models import User
from accounts.tokens import issue_access_token
from events.ids import new_id


def test_published_keys_verify_our_tokens():
    answer = Client().get("/accounts/.well-known/jwks.json")
    keys = {jwk["kid"]: jwk for jwk in answer.json()["keys"]}
    token = issue_access_token(User(username="ada", display_name="Ada"), str(new_id()), ["pwd"], 0)

    jwk = keys[jwt.get_unverified_header(token)["kid"]]
    key: Any = RSAAlgorithm.from_jwk(json.dumps(jwk))
    claims = jwt.decode(token, key, ["RS256"], audience="chatterbox")

    assert claims["username"] == "ada"
    assert answer["Content-Type"] == "application/json"
    assert "max-age" in answer["Cache-Control"]


def test_no_private_part_is_published():
    (jwk,) = Client().get("/accounts/.well-known/jwks.json").json()["keys"]

    assert set(jwk) == {"kty", "n", "e", "kid", "use", "alg"}


def test_keys_are_only_read():
    assert Client().post("/accounts/.well-known/jwks.json").status_code == 405
