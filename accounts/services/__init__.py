"""The writes of accounts. Each change of somebody and its event are one transaction; nothing else records events."""

from accounts.services.avatars import delete_left_avatars, remove_avatar, set_avatar
from accounts.services.copies import (
    membership_copy,
    membership_marker,
    party_copy,
    party_marker,
    save_membership_copies,
    save_party_copies,
)
from accounts.services.deletion import OwnerMustTransfer, delete_account
from accounts.services.exports import make_export
from accounts.services.providers import refresh_picture, save_from_provider
from accounts.services.refresh import issue_refresh_token, rotate_refresh_token
from accounts.services.sign_ins import end_sessions, forget_old_sign_ins, note_proof, note_seen, start_sign_in
from accounts.services.users import change_profile, change_standing, save_new_user, set_password, sign_up

__all__ = [
    "OwnerMustTransfer",
    "change_profile",
    "change_standing",
    "delete_account",
    "delete_left_avatars",
    "end_sessions",
    "forget_old_sign_ins",
    "issue_refresh_token",
    "make_export",
    "membership_copy",
    "membership_marker",
    "note_proof",
    "note_seen",
    "party_copy",
    "party_marker",
    "refresh_picture",
    "remove_avatar",
    "rotate_refresh_token",
    "save_from_provider",
    "save_membership_copies",
    "save_new_user",
    "save_party_copies",
    "set_avatar",
    "set_password",
    "sign_up",
    "start_sign_in",
]
