"""Django admin of accounts: behind the same sign-in as everything else, for staff with a second factor.

Whoever comes in may look at everything and act on people who are not staff; on staff only administrators act.
Each change goes through a service, with its line in the audit log in the same transaction.
"""

from allauth.socialaccount.models import SocialAccount

from accounts.admin.rows import SignInAdmin, SocialAccountAdmin
from accounts.admin.site import AccountsAdminSite, site
from accounts.admin.users import UserAdmin
from accounts.models import SignIn, User

__all__ = ["AccountsAdminSite", "site"]

site.register(User, UserAdmin)
site.register(SignIn, SignInAdmin)
site.register(SocialAccount, SocialAccountAdmin)
