"""Shared by the tests of engines: the smallest deed there is."""

from village import storage
from village.models import Village


async def add(village, code):
    async with storage.writing(village.id):
        await Village.create(township_id=village.township_id, code=code, name=code)


async def codes():
    return await Village.all().order_by("code").values_list("code", flat=True)
