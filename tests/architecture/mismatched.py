"""Addresses that name a parent and a child, here of different families: nobody is let in."""

MISMATCHED = (
    ("exchanges:design-team", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:design-team-draft", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:design-team-check", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:team-confirm", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:colleague-list", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:colleague-add", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:colleague-invite", {"pk": "draft.pk", "team": "open_team.pk"}),
    (
        "exchanges:colleague-remove",
        {"pk": "draft.pk", "team": "draft_team.pk", "person": "person.pk"},
    ),
    ("exchanges:team-remove", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:lead-invite", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:lead-remove", {"pk": "draft.pk", "team": "open_team.pk"}),
    ("exchanges:team-enrol", {"pk": "open.pk", "team": "draft_team.pk"}),
    ("exchanges:waiver-revoke", {"pk": "draft.pk", "waiver": "waiver.pk"}),
    (
        "exchanges:session-facilitator-remove",
        {"pk": "designed_session.pk", "facilitation": "facilitation.pk"},
    ),
    (
        "exchanges:session-material-remove",
        {"pk": "designed_session.pk", "material": "material.pk"},
    ),
    ("exchanges:session-resend", {"pk": "session.pk", "message": "draft.pk"}),
    ("mou:revision-pdf", {"pk": "agreement.pk", "number": "'99'"}),
)
