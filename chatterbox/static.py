"""Static files under names that change with their content, so that browsers and CDNs keep them for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """Our ES modules import each other by name, so those names are hashed inside the modules as well."""

    support_js_module_import_aggregation = True
