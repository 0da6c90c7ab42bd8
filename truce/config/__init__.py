"""Settings, the root of the URLs and the doors the servers come in by."""
