"""Addresses of what teachers do together: discussions, and what changed."""

from django.urls import URLPattern, path

from exchanges.views import changes, discussion

urlpatterns: list[URLPattern] = [
    path("comments/<uuid:pk>/settle/", discussion.CommentSettle.as_view(), name="comment-settle"),
    path("comments/<uuid:pk>/reopen/", discussion.CommentReopen.as_view(), name="comment-reopen"),
    path(
        "comments/<uuid:pk>/take-back/",
        discussion.CommentTakeBack.as_view(),
        name="comment-take-back",
    ),
    path(
        "<uuid:pk>/discussion/<slug:section>/",
        discussion.DiscussionPage.as_view(),
        name="discussion-detail",
    ),
    path("<uuid:pk>/changes/", changes.ExchangeChanges.as_view(), name="exchange-changes"),
]
