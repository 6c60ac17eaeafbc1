"""Tortoise prepares all models each time a storage is opened: for tests once a database is enough.

What it makes depends on the models and on the engine alone. A server opens its storage once; the
tests do it thousands of times, and spent a sixth of their time on it.
"""

from tortoise.apps import Apps

_prepare = Apps._build_initial_querysets
_prepared = []


def _once(apps):
    models = [model for app in apps.apps.values() for model in app.values()]
    engines = [(one._meta.db.query_class, one._meta.db.executor_class) for one in models]
    if _prepared != [(models, engines)]:
        _prepare(apps)
        _prepared[:] = [(models, engines)]


def install():
    Apps._build_initial_querysets = _once
