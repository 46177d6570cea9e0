from django.test import Client

from tests.cast import Cast


def test_home_for_each_of_the_cast_opens(cast: Cast):
    for user in cast.people().values():
        client = Client()
        client.force_login(user)
        assert client.get("/").status_code == 200, user
