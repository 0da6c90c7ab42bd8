"""How files that never change are named and packed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Names carry the file's hash, also where one script imports another: browsers may keep them for ever."""

    support_js_module_import_aggregation = True
