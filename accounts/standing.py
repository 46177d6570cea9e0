"""Where a person stands with the portal: what other apps ask before they show or allow things."""

from accounts.models import User


def needs_affiliation(user: User) -> bool:
    """Tell whether to ask the person which university they belong to.

    Not those who have said so already, nor those who serve an institution by a role.
    """
    if user.is_superuser or user.roles:
        return False
    return not user.affiliations.exists()
