from django.test import Client

from exchanges.workflow.exchange import cancel
from tests.cast import Cast
from tests.exchanges.stage import make_running, make_session


def test_home_for_each_of_the_cast_opens(cast: Cast):
    for user in cast.people().values():
        client = Client()
        client.force_login(user)
        assert client.get("/").status_code == 200, user


def test_home_of_a_facilitator_shows_the_next_session(cast: Cast):
    client = Client()
    client.force_login(cast.facilitator)
    assert "No meeting is planned" in client.get("/").content.decode()
    exchange = make_running(cast)
    for minutes, title in ((300, "Later"), (200, "Sooner")):
        make_session(exchange, minutes, title=title)
    page = client.get("/").content.decode()
    assert "Sooner" in page
    assert "Later" not in page
    assert "No exchange is under way" not in page
    cancel(exchange, "Strike", by=cast.lead_teacher)
    assert "No meeting is planned" in client.get("/").content.decode()
