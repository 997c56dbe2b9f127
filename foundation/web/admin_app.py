from django.contrib.admin.apps import AdminConfig


class SunlitAdminConfig(AdminConfig):
    """Django's admin with our site in place of its own: `admin.site` is ours everywhere."""

    default_site = "foundation.web.sites.SunlitAdminSite"
