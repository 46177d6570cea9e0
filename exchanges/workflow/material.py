"""Give the participants of a session something to read or watch: an address, never a file."""

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import RefusedError
from core.links import BadLinkError, host_of
from exchanges.models import Material, Session
from exchanges.workflow.session import open_step

MOST = 20


def add_material(session: Session, title: str, url: str, *, by: User) -> Material:
    """Add an https address with its title; nobody is told, and nothing fetches it.

    Raises RefusedError for an address that hides where it leads, and when there are enough.
    """
    with open_step(session, "add_material", by=by) as (_exchange, row):
        try:
            host_of(url)
        except BadLinkError as error:
            raise RefusedError(
                _("Give an address that begins with https://, without a name or password in it."),
                field="url",
            ) from error
        if row.materials.count() >= MOST:
            raise RefusedError(_("A session has at most %(most)s materials.") % {"most": MOST})
        added: Material = Material.objects.create(session=row, title=title, url=url)
        return added


def remove_material(session: Session, material: Material, *, by: User) -> Session:
    """Take a material away. Raises RefusedError when somebody else was quicker."""
    with open_step(session, "remove_material", by=by) as (_exchange, row):
        removed, _each = row.materials.filter(pk=material.pk).delete()
        if not removed:
            raise RefusedError(_("This material is gone already."))
    return row
