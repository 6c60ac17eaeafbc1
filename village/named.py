"""Names on a list to people in the register; who cannot be told apart is not guessed."""

import re

from village.models import Person, Village

WIDE = str.maketrans("０１２３４５６７８９－", "0123456789-")
LONGEST = 60  # signs: nobody's name in the register is longer
SEPARATORS = re.compile(r"[\r\n、，,；;。]+")


async def named(village: Village, text: str) -> tuple[list[int], list[str]]:
    """(ids, names not found or not unique). A household number after a name tells two apart."""
    wanted = [part.split() for part in SEPARATORS.split(text) if part.strip()]
    names = {parts[0] for parts in wanted if len(parts[0]) <= LONGEST}
    rows = await Person.filter(
        village_id=village.id, name__in=list(names), left_on__isnull=True
    ).values("id", "name", "household__number")
    ids: list[int] = []
    unknown: list[str] = []
    for name, *number in wanted:
        home = number[0].translate(WIDE) if number else ""
        found = [
            row["id"]
            for row in rows
            if row["name"] == name and (not home or row["household__number"] == home)
        ]
        if len(found) == 1:
            ids.append(found[0])
        else:
            unknown.append(name)
    return ids, unknown
