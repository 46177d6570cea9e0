"""Designs to check: a good one, and any that Hypothesis can think of."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from exchanges.criteria import CRITERIA, ActivityValues, Design, Rules, TeamValues
from exchanges.enums import ActivityKind, Dimension, Mode

RULES = Rules(
    name="Rules of the test",
    valid_from=date(2018, 1, 1),
    min_weeks=4,
    max_weeks=8,
    min_sessions=3,
    max_group_size=10,
    min_interaction=50,
    min_active_weeks=75,
    min_learner_led=25,
    groups_per_facilitator=2,
    source="the source",
    blocking=("sessions", "one_off", "facilitation"),
)
FIRST = date(2027, 3, 1)


def in_days(number):
    return FIRST + timedelta(days=number)


def a_team(institution="Siena", country="IT", **values):
    known = {
        "has_lead": True,
        "has_confirmed": True,
        "course": f"Politics in {institution}",
        "students": 15,
        "workload_hours": Decimal(25),
        "ects": Decimal(1),
        "training": "completed",
    }
    return TeamValues(institution, country, **(known | values))


def shared(week=1, hours=4, **values):
    known = {"is_interactive": True, "kind": ActivityKind.DIALOGUE, "mode": Mode.SYNCHRONOUS}
    return ActivityValues(week, Decimal(hours), **(known | values))


def lecture(week=1, hours=2, **values):
    known = {"is_interactive": False, "kind": ActivityKind.LECTURE, "mode": Mode.CLASSROOM}
    return ActivityValues(week, Decimal(hours), **(known | values))


GOOD = Design(
    starts_on=FIRST,
    ends_on=in_days(41),
    teams=(a_team(), a_team("Marrakesh", "MA")),
    sessions=(FIRST, in_days(20), in_days(41)),
    outcomes=(Dimension.SUBJECT, Dimension.INTERCULTURAL),
    activities=(
        shared(1, serves=Dimension.INTERCULTURAL),
        shared(2, is_learner_led=True),
        shared(3),
        shared(5),
        lecture(1),
    ),
    group_size=5,
    are_groups_mixed=True,
    facilitators=3,
    platform="Video meetings",
    connectivity="Sound alone is enough",
    facilitation="Two teachers and a facilitator",
    assessment="A report",
    fallback="Local groups",
)
BARE = Design(starts_on=None, ends_on=None)

days = st.integers(-10, 90).map(in_days)
decimals = st.decimals(0, 40, places=1)
maybe = st.sampled_from([None, True, False])
texts = st.sampled_from(["", " ", "written"])
teams = st.builds(
    TeamValues,
    institution=st.sampled_from(["", "A", "B", "C"]),
    country=st.sampled_from(["", "IT", "MA", "EG"]),
    has_lead=st.booleans(),
    has_confirmed=st.booleans(),
    course=texts,
    students=st.integers(0, 60),
    workload_hours=decimals,
    ects=decimals,
    cfu=decimals,
    training=st.sampled_from(["", "none", "enrolled", "completed"]),
)
activities = st.builds(
    ActivityValues,
    week=st.integers(0, 12),
    hours=decimals,
    is_interactive=maybe,
    kind=st.sampled_from(["", *ActivityKind.values]),
    mode=st.sampled_from(["", *Mode.values]),
    is_learner_led=maybe,
    serves=st.sampled_from(["", *Dimension.values]),
)
shared_activities = st.builds(
    ActivityValues,
    week=st.integers(0, 12),
    hours=decimals,
    is_interactive=st.just(True),
    kind=st.sampled_from(["", *(set(ActivityKind.values) - {ActivityKind.LECTURE})]),
    mode=st.sampled_from(["", *Mode.values]),
    is_learner_led=maybe,
    serves=st.sampled_from(["", *Dimension.values]),
)
lectures = st.builds(
    ActivityValues,
    week=st.integers(0, 12),
    hours=decimals,
    is_interactive=maybe,
    kind=st.just(ActivityKind.LECTURE),
    mode=st.sampled_from(["", *Mode.values]),
    serves=st.sampled_from(["", *Dimension.values]),
)
ends = st.one_of(st.none(), st.integers(-5, 80).map(in_days))
designs = st.builds(
    Design,
    starts_on=st.sampled_from([FIRST, FIRST, None]),
    ends_on=ends,
    teams=st.lists(teams, max_size=4).map(tuple),
    sessions=st.lists(days, max_size=6).map(tuple),
    outcomes=st.lists(st.sampled_from(["", *Dimension.values]), max_size=4).map(tuple),
    activities=st.lists(activities, max_size=6).map(tuple),
    group_size=st.integers(0, 30),
    are_groups_mixed=maybe,
    facilitators=st.integers(0, 8),
    platform=texts,
    connectivity=texts,
    facilitation=texts,
    assessment=texts,
    fallback=texts,
    stated_weeks=st.sampled_from([None, 0, 1, 5, 12]),
    undated_sessions=st.integers(0, 4),
)
codes = st.lists(st.sampled_from(sorted(CRITERIA)), unique=True).map(tuple)
some_rules = st.builds(
    Rules,
    name=st.just("Rules"),
    valid_from=st.sampled_from([FIRST, in_days(1), date(2018, 1, 1)]),
    valid_until=st.sampled_from([None, FIRST, in_days(-1), in_days(200)]),
    min_weeks=st.integers(1, 6),
    max_weeks=st.integers(6, 12),
    min_sessions=st.integers(1, 5),
    max_group_size=st.integers(2, 12),
    min_interaction=st.integers(0, 100),
    min_active_weeks=st.integers(0, 100),
    min_learner_led=st.integers(0, 100),
    groups_per_facilitator=st.integers(1, 3),
    source=st.just("the source"),
    countries=st.sampled_from([(), ("IT",), ("IT", "MA", "EG")]),
    min_age=st.sampled_from([None, 18]),
    max_age=st.sampled_from([None, 30]),
    blocking=codes,
)
rules = st.one_of(st.none(), some_rules)
exceptions = st.dictionaries(st.sampled_from(sorted(CRITERIA)), st.just("The office's reason"))
