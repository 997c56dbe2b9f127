"""DOORS: the admin site, form tokens, paging, security headers, components."""
