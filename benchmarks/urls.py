"""The portal's addresses, and the floor's."""

from django.urls import path

from benchmarks import floor
from ve_portal.urls import urlpatterns as portal_patterns

urlpatterns = [
    *portal_patterns,
    path("floor/list/", floor.floor_list, name="floor-list"),
    path("floor/detail/", floor.floor_detail, name="floor-detail"),
]
