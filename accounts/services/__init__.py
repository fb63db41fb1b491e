"""The writes of accounts. Each change of somebody and its event are one transaction; nothing else records events."""

from accounts.services.copies import (
    forget_membership_copy,
    forget_party_copy,
    save_membership_copy,
    save_party_copy,
)
from accounts.services.providers import refresh_picture, save_from_provider
from accounts.services.refresh import issue_refresh_token, rotate_refresh_token
from accounts.services.sign_ins import end_sessions, forget_old_sign_ins, note_proof, note_seen, start_sign_in
from accounts.services.users import change_profile, change_standing, save_new_user, set_password, sign_up

__all__ = [
    "change_profile",
    "change_standing",
    "end_sessions",
    "forget_membership_copy",
    "forget_old_sign_ins",
    "forget_party_copy",
    "issue_refresh_token",
    "note_proof",
    "note_seen",
    "refresh_picture",
    "rotate_refresh_token",
    "save_from_provider",
    "save_membership_copy",
    "save_new_user",
    "save_party_copy",
    "set_password",
    "sign_up",
    "start_sign_in",
]
