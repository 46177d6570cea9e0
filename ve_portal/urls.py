"""All addresses of the portal."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from ve_portal import brand, design, health, local_mail, mail, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("brand.css", brand.brand_style, name="brand-style"),
    path("language/", views.set_language, name="set-language"),
    path("about/accessibility/", views.AccessibilityPage.as_view(), name="accessibility"),
    path("about/privacy/", views.PrivacyPage.as_view(), name="privacy"),
    path("about/contacts/", views.ContactsPage.as_view(), name="contacts"),
    path("health/live/", health.live, name="health-live"),
    path("health/ready/", health.ready, name="health-ready"),
    path("design/", design.design_page, name="design"),
    path("mail/", local_mail.message_list, name="local-mail-list"),
    path("mail/<str:key>/", local_mail.message_detail, name="local-mail-detail"),
    path("delivery/", mail.DeliveryPage.as_view(), name="delivery"),
    path("delivery/mails/", mail.MailListPage.as_view(), name="delivery-mails"),
    path("delivery/addresses/", mail.AddressListPage.as_view(), name="delivery-addresses"),
    path(
        "delivery/addresses/<int:pk>/settle/", mail.SettleTrouble.as_view(), name="delivery-settle"
    ),
    path("account/", include("allauth.urls")),
    path("calendar/", include("ve_portal.calendars.urls")),
    path("people/", include("accounts.urls")),
    path("training/", include("training.urls")),
    path("agreements/", include("mou.urls")),
    path("exchanges/", include("exchanges.urls")),
    path("credits/", include("credits.urls")),
    path("administration/", admin.site.urls),
]
