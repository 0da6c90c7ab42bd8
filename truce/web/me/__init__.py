"""My profile: how Truce behaves for me."""
