"""Who comes how far at every address, as people would draw it: the other half of the permissions.

✓ comes in (whatever the page then says of an empty form) · may not (403) 0 not there for him (404)
→ to the entrance (303) » to the office door, for the password (303).

The rows are drawn in door_rows_public.py, door_rows_matters.py and door_rows_desk.py. To add a
route, copy there the row of one that is for the same people. A row is not made from the code: say
who should come in, then let the test find out who does.

stranger · villager · secretary deputy member of the branch · chair deputy member of the committee
· supervision chair, supervisor · representative, group leader · clerk accountant grid-worker ·
collective chair, collective representative · adviser · township, operator · the clerk with the
pass alone · and of elsewhere: villager and any office of the next village, officer of another
township.
"""

from tests.web import door_rows_desk as desk
from tests.web import door_rows_matters as matters
from tests.web import door_rows_public as public

VISITORS = (
    "stranger",
    "villager",
    "party_secretary",
    "party_deputy",
    "party_committee",
    "committee_chair",
    "committee_deputy",
    "committee_member",
    "supervision_chair",
    "supervisor",
    "representative",
    "group_leader",
    "village_clerk",
    "accountant",
    "grid_worker",
    "collective_chair",
    "collective_representative",
    "legal_adviser",
    "township_officer",
    "operator",
    "scanned",
    "next_villager",
    "next_office",
    "far_township",
)

# In the order in which test_hostile_forms.py walks through them.
DRAWN = (
    public.BOARD,
    public.CONCERNS,
    desk.SAY_DAYS,
    public.BYLAWS,
    desk.BYLAWS,
    public.BYLAWS_KEPT,
    desk.TOWNSHIP_BYLAWS,
    public.ENTRY,
    desk.PASSES,
    desk.TOWNSHIP,
    desk.CONCERNS,
    matters.DESK,
    matters.MATTERS,
    matters.MEETINGS,
    public.MEETINGS,
    matters.NOTICES,
    desk.PEOPLE,
)


def _read(drawn):
    rows = {}
    for line in filter(None, "".join(drawn).splitlines()):
        method, path, *groups = line.split()
        marks = "".join(groups)
        assert len(marks) == len(VISITORS), f"{method} {path}: {len(marks)} marks, not one for each"
        assert f"{method} {path}" not in rows, f"{method} {path} is drawn twice"
        rows[f"{method} {path}"] = marks
    return rows


TABLE = _read(DRAWN)
