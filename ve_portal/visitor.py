"""What a visitor reads: what a virtual exchange is and is not, and how a TEP comes about.

After the University of Siena's own page on virtual exchange, in our words.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.components import Fact, Step

FEATURES = (
    Fact(_("Sustained"), _("It goes on for weeks, with regular and frequent contact.")),
    Fact(_("Enabled by technology"), _("Digital and mobile media bring everybody together.")),
    Fact(_("Live, where possible"), _("Students meet on video, at the same time or nearly so.")),
    Fact(
        _("From person to person"),
        _("Dialogue and teamwork across cultures, open to everybody, with ties that last."),
    ),
    Fact(
        _("Led by its learners"),
        _("Students seek understanding, and build knowledge from their own experience."),
    ),
    Fact(_("Facilitated"), _("Trained facilitators or teachers stand by every group.")),
    Fact(
        _("Educational"),
        _("It belongs to a programme, and what is learnt from it can be measured."),
    ),
    Fact(
        _("Designed for understanding"),
        _(
            "Contact alone does not make people understand each other. Identity, empathy and other "
            "points of view are part of the work, also when talk becomes difficult."
        ),
    ),
    Fact(
        _("Useful afterwards"),
        _("Digital skills, languages, media literacy, and the habit of working in mixed teams."),
    ),
)
NOT_ONE = (
    _("an open online course without steady work in small groups"),
    _("a distance-learning course"),
    _("a group on social media"),
    _("anything without moderation, duration and structure"),
    _("virtual mobility: a foreign course from home, international only by its address"),
    _("a single meeting"),
)
TEP = (
    Fact(_("Teachers"), _("two or more, in different countries")),
    Fact(_("Length"), _("four to eight weeks, as a rule")),
    Fact(_("Live sessions"), _("usually three")),
    Fact(_("Subject"), _("any")),
)
STEPS = (
    (_("Train"), _("You and your colleagues take the Basic or the Advanced course.")),
    (_("Invite partner"), _("Your partners take the same course: the best start together.")),
    (_("Design together"), _("Outcomes, syllabus and sessions take shape during the course.")),
    (_("MoU"), _("The course’s facilitators help to write the memorandum of understanding.")),
    (_("Run"), _("When the course ends, the TEP can begin.")),
)


def visitors_page() -> dict[str, Any]:
    """Return what the visitor's home page shows."""
    return {
        "features": FEATURES,
        "not_one": NOT_ONE,
        "tep": TEP,
        "steps": [Step(label, "todo", detail) for label, detail in STEPS],
    }
