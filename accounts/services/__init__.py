"""The writes of accounts. Each change of somebody and its event are one transaction; nothing else records events."""

from accounts.services.addresses import UNCONFIRMED_LASTS, forget_unconfirmed, make_main_address
from accounts.services.audit import audited
from accounts.services.avatars import delete_left_avatars, remove_avatar, set_avatar
from accounts.services.canary import answer_beat, note_postman
from accounts.services.copies import (
    empty_parties,
    end_memberships,
    ended_with_party,
    membership_copy,
    membership_marker,
    party_copy,
    party_marker,
    save_membership_copies,
    save_party_copies,
)
from accounts.services.deletion import OwnerMustTransfer, StaffStay, delete_account, insist_on_no_staff
from accounts.services.exports import make_export
from accounts.services.factors import (
    NAME_MAX,
    add_app,
    add_passkey,
    change_factor,
    new_recovery_codes,
    remove_factor,
    use_step,
)
from accounts.services.first_admin import (
    AdminExists,
    insist_on_setup_link,
    make_first_admin,
    offer_first_admin,
    sign_up_first_admin,
)
from accounts.services.mails import post_mail, send_due_mails
from accounts.services.providers import refresh_picture, save_from_provider
from accounts.services.refresh import issue_refresh_token, rotate_refresh_token
from accounts.services.sign_ins import (
    PasswordChanged,
    end_sessions,
    forget_old_sign_ins,
    note_proof,
    note_seen,
    start_sign_in,
)
from accounts.services.users import (
    change_profile,
    change_standing,
    forget_password,
    save_new_user,
    set_password,
    sign_up,
)

__all__ = [
    "NAME_MAX",
    "UNCONFIRMED_LASTS",
    "AdminExists",
    "OwnerMustTransfer",
    "PasswordChanged",
    "StaffStay",
    "add_app",
    "add_passkey",
    "answer_beat",
    "audited",
    "change_factor",
    "change_profile",
    "change_standing",
    "delete_account",
    "delete_left_avatars",
    "empty_parties",
    "end_memberships",
    "end_sessions",
    "ended_with_party",
    "forget_old_sign_ins",
    "forget_password",
    "forget_unconfirmed",
    "insist_on_no_staff",
    "insist_on_setup_link",
    "issue_refresh_token",
    "make_export",
    "make_first_admin",
    "make_main_address",
    "membership_copy",
    "membership_marker",
    "new_recovery_codes",
    "note_postman",
    "note_proof",
    "note_seen",
    "offer_first_admin",
    "party_copy",
    "party_marker",
    "post_mail",
    "refresh_picture",
    "remove_avatar",
    "remove_factor",
    "rotate_refresh_token",
    "save_from_provider",
    "save_membership_copies",
    "save_new_user",
    "save_party_copies",
    "send_due_mails",
    "set_avatar",
    "set_password",
    "sign_up",
    "sign_up_first_admin",
    "start_sign_in",
    "use_step",
]
