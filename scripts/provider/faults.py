"""What the demo provider can do wrong on demand: it stays with one visit, from the choice to the last answer."""

from typing import Final

#: Name of a fault, and what it says on the page.
FAULTS: Final = {
    # on the way back
    "error": "An error of the provider",
    "wrong_state": "Another state",
    "no_state": "No state",
    "no_code": "No code",
    # when the code is given for a token
    "token_500": "Token: status 500",
    "token_slow": "Token: no answer",
    "token_drip": "Token: a byte now and then",
    "token_malformed": "Token: broken JSON",
    "token_odd": "Token: not an object",
    "token_huge": "Token: very large",
    "token_refused": "Token: refused",
    "token_redirect": "Token: sent on elsewhere",
    "no_content_type": "Token: of no type",
    # in the id_token
    "wrong_nonce": "Another nonce",
    "no_nonce": "No nonce",
    "other_audience": "For another audience",
    "other_issuer": "From another issuer",
    "expired": "Expired",
    "no_id_token": "No id_token",
    "no_subject": "Of nobody",
    "no_algorithm": "Not signed",
    "foreign_key": "Signed by somebody else",
    # about the person
    "unverified_email": "Address not verified",
    "missing_email": "No address",
    "odd_email": "An address that is none",
    "odd_types": "Numbers for words",
    "long_name": "A very long name",
    "user_500": "Person: status 500",
    "user_slow": "Person: no answer",
    "user_malformed": "Person: broken JSON",
    "user_huge": "Person: very large",
    "no_id": "Person without an id",
}
SLOW_SECONDS: Final = 30.0
HUGE_BYTES: Final = 20 * 1024 * 1024
