"""The one list of model modules: only the top package may know all of them."""

from typing import Any

from village import storage

MODELS = ("village.models", "publicity.models", "deliberation.models", "bylaws.models")
MIGRATIONS = "web.migrations"


def config_for(url: str) -> dict[str, Any]:
    """The whole product on that database: hand it to `storage.opened`."""
    return storage.config_for(url, MODELS, MIGRATIONS)
