"""Who comes how far at every address, as people would draw it: the other half of the permissions.

✓ comes in (whatever the page then says of an empty form) · may not (403) 0 not there for him (404)
→ to the entrance (303) » to the office door, for the password (303).

To add a route, copy the row of one that is for the same people. A row is not made from the code:
say who should come in, then let the test find out who does.

stranger · villager · secretary deputy member of the branch · chair deputy member of the committee
· supervision chair, supervisor · representative, group leader · clerk accountant grid-worker ·
collective chair, collective representative · adviser · township, operator · the clerk with the
pass alone · and of elsewhere: villager and any office of the next village, officer of another
township.
"""

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

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
DRAWN = """
GET /                                                           ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /q/{code}                                                   ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /rules                                                      ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /rules/{profile}                                            ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /text-size                                                  ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /text-size                                                 ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /healthz                                                    0 0 000 000 00 00 000 00 0 00 0 000
GET /metrics                                                    0 0 000 000 00 00 000 00 0 00 0 000

GET /v/{village}/                                               ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/board                                          ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/board.json                                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/board.atom                                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/notices/{notice_id}                            ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/notices/{notice_id}/poster                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /v/{village}/notices/{notice_id}/objections                · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· ✓ ···
GET /v/{village}/notices/{notice_id}/objections/{objection_id}  → ✓ 000 000 00 00 000 00 0 00 0 000
GET /v/{village}/decisions/                                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/decisions/{decision_id}.json                   ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/decisions/{decision_id}                        ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓

GET /v/{village}/concerns/                                      ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /v/{village}/concerns/                                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/new                                   ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/wall                                  ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/mine                                  → ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/follow                                ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /v/{village}/concerns/follow                               ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /v/{village}/concerns/leave                                ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/for                                   → · ··· ··· ·· ✓✓ ··✓ ·· · ·· » ···
POST /v/{village}/concerns/for                                  · · ··· ··· ·· ✓✓ ··✓ ·· · ·· » ···
GET /v/{village}/concerns/{concern}                             ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/{concern}/own                         0 ✓ 000 000 00 00 000 00 0 00 0 000
GET /v/{village}/concerns/{concern}/receipt                     0 ✓ 000 000 00 00 000 00 0 00 0 000
GET /v/{village}/concerns/{concern}/slip                        → · 000 000 00 00 000 00 0 ·0 » ·0·
GET /v/{village}/concerns/{concern}/rate                        0 ✓ 000 000 00 00 000 00 0 00 0 000
POST /v/{village}/concerns/{concern}/rate                       0 ✓ 000 000 00 00 000 00 0 00 0 000
GET /v/{village}/concerns/{concern}/withdraw                    0 ✓ 000 000 00 00 000 00 0 00 0 000
POST /v/{village}/concerns/{concern}/withdraw                   0 ✓ 000 000 00 00 000 00 0 00 0 000
POST /v/{village}/concerns/{concern}/back                       · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· ✓ ···
GET /v/{village}/concerns/{concern}/rate-too                    → · ··· ··· ·· ·· ··· ·· · ·· · ···
POST /v/{village}/concerns/{concern}/rate-too                   · · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· ✓ ···
GET /v/{village}/concerns/{concern}/media/{medium_id}           ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/{concern}/media/{medium_id}/small     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/say-days/                                      ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/say-days/{say_id}                              ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/concerns/figures                               ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /desk/{village}/concerns/ledger                             → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· · ·· » ···
GET /desk/{village}/concerns/ledger.csv                         → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· · ·· » ···
GET /desk/{village}/say-days/                                   → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· · ·· » ···
POST /desk/{village}/say-days/                                  · · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/say-days/new                                → · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/say-days/{say_id}                           → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· · ·· » ···
GET /desk/{village}/say-days/{say_id}/poster                    → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· · ·· » ···
POST /desk/{village}/say-days/{say_id}/items                    · · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/say-days/{say_id}/items/{item_id}/result    → · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/say-days/{say_id}/items/{item_id}/result   · · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/say-days/{say_id}/items/{item_id}/off       → · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/say-days/{say_id}/items/{item_id}/off      · · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/say-days/{say_id}/cancel                    → · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/say-days/{say_id}/cancel                   · · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/say-days/{say_id}/record                    → · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/say-days/{say_id}/record                   · · ✓·· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/window                                      → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓·· ·· · ·· » ···
POST /desk/{village}/window                                     · · ✓✓✓ ✓✓✓ ✓✓ ·· ✓·· ·· · ·· » ···
GET /desk/{village}/places/                                     → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/places/                                    · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/places/sheet                                → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/places/{place_id}/poster                    → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/places/{place_id}/retire                   · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···

GET /v/{village}/bylaws/                                        ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/charter                                 ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/articles/{article_id}                   ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/{first_id}..{second_id}                 ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/{edition_id}                            ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/{edition_id}.{form}                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/{edition_id}/booklet                    ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/{edition_id}/poster                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/{edition_id}/opinion                    → ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· ✓ ···
POST /v/{village}/bylaws/{edition_id}/opinion                   · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· ✓ ···
GET /v/{village}/bylaws/{edition_id}/opinions/{opinion_id}      → ✓ 000 000 00 00 000 00 0 00 0 000
GET /desk/{village}/bylaws/{edition_id}/slips                   → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/slips                  · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/slips/returned         · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/slips/sheet             → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·

GET /desk/{village}/bylaws/                                     → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
POST /desk/{village}/bylaws/                                    · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/bylaws/new                                  → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/bylaws/enter                                → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/bylaws/enter                               · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/bylaws/keeping                              → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/bylaws/watches/new                          → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/bylaws/watches/                            · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/bylaws/watches/{watch_id}/end              · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/bylaws/carried                              → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/bylaws/carried                             · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/bylaws/praise/new                           → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/bylaws/praise/                             · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/bylaws/praise/{praise_id}                   → · ✓✓✓ ✓✓✓ 00 00 ✓00 00 0 ·0 » ·0·
POST /desk/{village}/bylaws/praise/{praise_id}                  · · ✓✓✓ ✓✓✓ 00 00 ✓00 00 0 ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}                         → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/advance                · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/collect                 → · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/collect                · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/send                    → · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/send                   · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/vote                    → · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/vote                   · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/file                    → · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/file                   · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/publish                 → · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/publish                · · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/withdraw                → · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/withdraw               · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/advice                  → · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/advice                 · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/reread                  → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/reread                 · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/repeal                  → · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/repeal                 · · ✓·· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/import                  → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/import                 · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/text                    → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/history                 → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/parts/{part}            → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/parts/{part}           · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/renumber               · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/articles/new            → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/articles/              · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/articles/{row_id}       → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/articles/{row_id}      · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/articles/{row_id}/check · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/articles/{row_id}/put · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/articles/{row_id}/split → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/articles/{row_id}/split · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/opinions                → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/opinions/new            → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/opinions/new           · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/opinions/{opinion_id}   → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/opinions/{opinion_id}  · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/checkup                 → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/checkup/decide         · · ··· ··· ·· 00 ··0 ·0 ✓ ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/checkup/note            → · ··· ··· ·· 00 ··0 ·0 ✓ ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/checkup/note           · · ··· ··· ·· 00 ··0 ·0 ✓ ·0 » ·0·
POST /desk/{village}/bylaws/{edition_id}/checkup/sign           · · ··· ··· ·· 00 ··0 ·0 ✓ ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/checkup/sheet           → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /desk/{village}/bylaws/{edition_id}/filing                  → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /v/{village}/bylaws/keeping                                 ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/praise                                  ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /v/{village}/bylaws/praise/{praise_id}                     · ✓ 000 000 00 00 000 00 0 00 0 000
GET /township/bylaws                                            → · ··· ··· ·· ·· ··· ·· · ✓· · ··✓
GET /township/{village}/bylaws/{text_id}                        → · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/{village}/bylaws/{text_id}/order                  → · ··· ··· ·· ·· ··· ·· · ✓· · ···
POST /township/{village}/bylaws/{text_id}/order                 · · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/{village}/bylaws/advice/{advice_id}               → · ··· ··· ·· ·· ··· ·· · ✓· · ···
POST /township/{village}/bylaws/advice/{advice_id}              · · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/{village}/bylaws/filings/{filing_id}              → · ··· ··· ·· ·· ··· ·· · ✓· · ···
POST /township/{village}/bylaws/filings/{filing_id}             · · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/{village}/bylaws/orders/{order_id}                → · ··· ··· ·· ·· ··· ·· · ✓· · ···
POST /township/{village}/bylaws/orders/{order_id}               · · ··· ··· ·· ·· ··· ·· · ✓· · ···

GET /enter                                                      ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /enter/again                                                → ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /enter/again                                               · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /enter/office                                               → · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ·✓✓
POST /enter/office                                              · · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ·✓✓
GET /enter/{token}                                              ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /enter/{token}                                             ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /leave                                                     ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /account/                                                   → ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /account/sessions/end-others                               · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /account/sessions/{session_id}/end                         · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /account/pin                                                → ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /account/pin                                               · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /account/password                                           → · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ · ·✓✓
POST /account/password                                          · · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ · ·✓✓

GET /desk/{village}/passes/                                     → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/passes/groups/{group_id}                    → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
POST /desk/{village}/passes/groups/{group_id}                   · · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/passes/{pass_id}                            → · 000 000 00 00 ✓00 00 0 ·✓ » ·0·
POST /desk/{village}/passes/{pass_id}/revoke                    · · 000 000 00 00 ✓00 00 0 ·✓ » ·0·
POST /desk/{village}/passes/{pass_id}/unlock                    · · 000 000 00 00 ✓00 00 0 ·✓ » ·0·
POST /desk/{village}/passes/{pass_id}/reissue                   · · 000 000 00 00 ✓00 00 0 ·✓ » ·0·

GET /township/{village}/passes/                                 → · ··· ··· ·· ·· ··· ·· · ✓✓ · ···
POST /township/{village}/passes/{person_id}                     · · ··· ··· ·· ·· ··· ·· · ✓✓ · ···
POST /township/{village}/passes/{person_id}/forget              · · ··· ··· ·· ·· ··· ·· · ✓✓ · ···
GET /township/{village}/record                                  → · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/{village}/record/check                            → · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/                                                  → · ··· ··· ·· ·· ··· ·· · ✓· · ··✓
GET /township/{village}/                                        → · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/{village}/clerk                                   → · ··· ··· ·· ·· ··· ·· · ✓✓ · ···
POST /township/{village}/clerk                                  · · ··· ··· ·· ·· ··· ·· · ✓✓ · ···
GET /township/{village}/advice/{review_id}                      → · ··· ··· ·· ·· ··· ·· · ✓· · ···
POST /township/{village}/advice/{review_id}                     · · ··· ··· ·· ·· ··· ·· · ✓· · ···
GET /township/{village}/concerns/{up_id}                        → · ··· ··· ·· ·· ··· ·· · ✓0 · ··0
POST /township/{village}/concerns/{up_id}/receive               · · ··· ··· ·· ·· ··· ·· · ✓0 · ··0
POST /township/{village}/concerns/{up_id}/assign                · · ··· ··· ·· ·· ··· ·· · ✓0 · ··0
POST /township/{village}/concerns/{up_id}/reply                 · · ··· ··· ·· ·· ··· ·· · ✓0 · ··0

GET /desk/{village}/concerns/                                   → · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· » ···
GET /desk/{village}/concerns/{concern}                          → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/receive                 · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/archive                 · · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/verify                   → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/verify                  · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/route                    → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/route                   · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/assign                   → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/assign                  · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/progress                 → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/progress                · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/answer                   → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/answer                  · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/extend                   → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/extend                  · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/up                       → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/up                      · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/callback                 → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/callback                · · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/rate                     → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/rate                    · · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/merge                    → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/merge                   · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/township-rating          → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/township-rating         · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/agenda                   → · ✓·· ✓·· ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/agenda                  · · ✓·· ✓·· ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/look                     → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/look                    · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/hide                     → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/hide                    · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/entrust                  → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/entrust                 · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/media/{medium_id}       · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
GET /desk/{village}/concerns/{concern}/media/{medium_id}/cover  → · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·
POST /desk/{village}/concerns/{concern}/media/{medium_id}/cover · · ✓✓✓ ✓✓✓ ·· 00 ✓·0 ·0 0 ·0 » ·0·

GET /desk/                                                      → · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ » ·✓✓
GET /desk/{village}/                                            → · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· » ···
GET /desk/{village}/settings                                    → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
POST /desk/{village}/settings                                   · · ✓·· ✓·· ·· ·· ··· ·· · ·· » ···
GET /desk/{village}/record                                      → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
GET /desk/{village}/record/check                                → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···

GET /desk/{village}/decisions/                                  → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
GET /desk/{village}/decisions/new                               → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ✓· · ·· » ···
POST /desk/{village}/decisions/                                 · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ✓· · ·· » ···
GET /desk/{village}/decisions/{decision_id}                     → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/advance            · · ✓·· ✓·· ·· 00 ··0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/withdraw            → · ✓·· ✓·· ·· 00 ··0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/withdraw           · · ✓·· ✓·· ·· 00 ··0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/reject              → · ✓·· ✓·· ·· 00 ··0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/reject             · · ✓·· ✓·· ·· 00 ··0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/post                → · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/post               · · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/canvass             → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/canvass            · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/legality            → · ··· ··· ·· 00 ··0 ·0 ✓ ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/legality           · · ··· ··· ·· 00 ··0 ·0 ✓ ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/risk                → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/risk               · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/township            → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/township           · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/works               → · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/works              · · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/progress            → · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/progress           · · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/finish              → · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/finish             · · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/acceptance          → · ··· ··· ✓✓ 00 ··0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/acceptance         · · ··· ··· ✓✓ 00 ··0 ·0 · ·0 » ·0·
GET /desk/{village}/decisions/{decision_id}/change              → · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·
POST /desk/{village}/decisions/{decision_id}/change             · · ✓✓✓ ✓✓✓ ·· 00 ✓✓0 ·0 · ·0 » ·0·

GET /desk/{village}/delegations/                                → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
GET /desk/{village}/delegations/new                             → · ··· ✓·· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/delegations/                               · · ··· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/delegations/{delegation_id}/revoke          → · ··· ✓·· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/delegations/{delegation_id}/revoke         · · ··· ✓·· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/delegations/{delegation_id}/file            → · ··· ✓·· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/delegations/{delegation_id}/file           · · ··· ✓·· ·· ·· ✓·· ·· · ·· » ···

GET /desk/{village}/petitions/new                               → · ✓✓✓ ✓✓✓ ·· ·· ✓·· ✓· · ·· » ···
POST /desk/{village}/petitions/                                 · · ✓✓✓ ✓✓✓ ·· ·· ✓·· ✓· · ·· » ···

GET /desk/{village}/meetings/                                   → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
POST /desk/{village}/meetings/                                  · · ✓·· ✓·· ·· ·· ✓·· ✓· · ·· » ···
GET /desk/{village}/meetings/new                                → · ✓·· ✓·· ·· ·· ✓·· ✓· · ·· » ···
GET /desk/{village}/meetings/{meeting_id}                       → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/notice                → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/told                  → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/papers                → · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/papers               · · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/papers/{document_id}   → · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/papers/{document_id}  · · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/adjourn               → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/adjourn              · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/reconvene             → · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/reconvene            · · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/cancel                → · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/cancel               · · ✓·· ✓·· ·· 00 ✓·0 ✓0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/correct               → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/correct              · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/roll                  → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/roll/add             · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/roll/{entry_id}       → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/roll/{entry_id}      · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/attendance            → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/attendance           · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/observers            · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/observers/{observer_id} · · ··· ··· ··00 ✓·0 ·0 · ·0» ·0·
GET /desk/{village}/meetings/{meeting_id}/afar                  → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/afar/{entry_id}      · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/sheet                 → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/minutes               → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/minutes              · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/minutes/look         · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/minutes/edit         · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/record                → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/photos                → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/photos               · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·

GET /desk/{village}/meetings/{meeting_id}/doors                 → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/doors/open           · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/doors/shut           · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/doors/leaving         → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/doors/{entry_id}/left · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/doors/{entry_id}/back · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/tellers               → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/tellers              · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/meetings/{meeting_id}/items/{item_id}/vote → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/meetings/{meeting_id}/items/{item_id}/vote · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/ballots/{ballot_id}                         → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
POST /desk/{village}/ballots/{ballot_id}/open                   · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/ballots/{ballot_id}/stop                   · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/ballots/{ballot_id}/declare                · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/ballots/{ballot_id}/void                   · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/ballots/{ballot_id}/slips                   → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/ballots/{ballot_id}/slips/print            · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/ballots/{ballot_id}/slips/spoil            · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/ballots/{ballot_id}/slips/sheet             → · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/ballots/{ballot_id}/slips/{entry_id}       · · ··· ··· ·· 00 ✓·0 ·0 · ·0 » ·0·

GET /v/{village}/meetings/{meeting_id}                          ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/meetings/{meeting_id}/wall                     → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /v/{village}/meetings/{meeting_id}/in/{shown}               ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/meetings/{meeting_id}/arrive                   → ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ 000
POST /v/{village}/meetings/{meeting_id}/arrive                  · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ 000
POST /v/{village}/meetings/{meeting_id}/join                    · ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ 000
POST /v/{village}/meetings/{meeting_id}/leave                   · ✓ 000 000 00 00 000 00 0 00 0 000
GET /v/{village}/meetings/{meeting_id}/sign                     → 0 ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ 00 0 000
POST /v/{village}/meetings/{meeting_id}/sign                    · 0 ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ 00 0 000
GET /v/{village}/meetings/{meeting_id}/counting                 → 0 ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ 00 » 000
GET /v/{village}/ballots/{ballot_id}                            → ✓ 000 000 00 00 000 00 0 00 0 000
POST /v/{village}/ballots/{ballot_id}/look                      · ✓ 000 000 00 00 000 00 0 00 0 000
POST /v/{village}/ballots/{ballot_id}                           · ✓ 000 000 00 00 000 00 0 00 0 000
GET /v/{village}/ballots/{ballot_id}/close                      → 0 ··· ··· ✓✓ 00 ··0 ·0 · 00 » 000
POST /v/{village}/ballots/{ballot_id}/close                     · 0 ··· ··· ✓✓ 00 ··0 ·0 · 00 » 000
GET /v/{village}/ballots/{ballot_id}/count                      → 0 ··· ✓✓✓ ✓✓ 00 ✓·0 ·0 · 00 » 000
POST /v/{village}/ballots/{ballot_id}/count                     · 0 ··· ✓✓✓ ✓✓ 00 ✓·0 ·0 · 00 » 000
GET /v/{village}/documents/{document_id}                        → ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ 000
GET /v/{village}/slips/{slip}                                   ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓

GET /desk/{village}/notices/{notice_id}                         → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓✓0 ✓0 ✓ ·0 » ·0·
GET /desk/{village}/notices/{notice_id}/withdraw                → · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/notices/{notice_id}/withdraw               · · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/notices/{notice_id}/photos                  → · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/notices/{notice_id}/photos                 · · ··· ✓·· ·· 00 ✓·0 ·0 · ·0 » ·0·
GET /desk/{village}/notices/{notice_id}/opinion                 → · ··· ··· ✓✓ 00 ··0 ·0 · ·0 » ·0·
POST /desk/{village}/notices/{notice_id}/opinion                · · ··· ··· ✓✓ 00 ··0 ·0 · ·0 » ·0·
GET /desk/{village}/notices/{notice_id}/objections/new          → · ✓·· ✓✓· ·· 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/notices/{notice_id}/objections             · · ✓·· ✓✓· ·· 00 ✓·0 ·0 · ·0 » ·0·

GET /desk/{village}/objections/{objection_id}                   → · ✓·· ✓✓· ✓✓ 00 ✓·0 ·0 · ·0 » ·0·
POST /desk/{village}/objections/{objection_id}                  · · ✓·· ✓✓· ·· 00 ✓·0 ·0 · ·0 » ·0·

GET /evidence/{evidence_id}                                     0 0 ✓✓✓ ✓✓✓ ✓✓ 00 ✓00 ✓0 0 ✓0 0 000
GET /evidence/{evidence_id}/small                               0 0 ✓✓✓ ✓✓✓ ✓✓ 00 ✓00 ✓0 0 ✓0 0 000

GET /desk/{village}/people/                                     → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓·· ·· · ·· » ···
POST /desk/{village}/people/                                    · · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/people/new                                  → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/people/groups/{group_id}                    → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓·· ·· · ·· » ···
GET /desk/{village}/people/{person_id}                          → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓·· ·· · ·· » ···
GET /desk/{village}/people/{person_id}/edit                     → · ··· ··· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/people/{person_id}/edit                    · · ··· ··· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/people/{person_id}/leave                    → · ··· ··· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/people/{person_id}/leave                   · · ··· ··· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/people/{person_id}/return                  · · ··· ··· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/people/{person_id}/kin                      → · ··· ··· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/people/{person_id}/kin                     · · ··· ··· ·· ·· ✓·· ·· · ·· » ···
POST /desk/{village}/people/{person_id}/kin/{kin_id}/withdraw   · · ··· ··· ·· ·· ✓·· ·· · ·· » ···
GET /desk/{village}/people/import                               → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
POST /desk/{village}/people/import                              · · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/people/import/template.csv                  → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/people/import/done/{number}                 → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/people/import/{parcel}                      → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
POST /desk/{village}/people/import/{parcel}                     · · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/people/import/{parcel}/rejected             → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···

GET /desk/{village}/offices/                                    → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
POST /desk/{village}/offices/                                   · · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/offices/new                                 → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/offices/outside                             → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
POST /desk/{village}/offices/outside                            · · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/offices/history                             → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
GET /desk/{village}/offices/{appointment_id}                    → · ✓✓✓ ✓✓✓ ✓✓ 00 ✓00 00 0 ·0 » ·0·
GET /desk/{village}/offices/{appointment_id}/end                → · ··· ··· ·· ·· ✓·· ·· · ·0 » ···
POST /desk/{village}/offices/{appointment_id}/end               · · ··· ··· ·· ·· ✓·· ·· · ·0 » ···
GET /desk/{village}/offices/{appointment_id}/term               → · ··· ··· ·· ·· ✓·· ·· · ·0 » ···
POST /desk/{village}/offices/{appointment_id}/term              · · ··· ··· ·· ·· ✓·· ·· · ·0 » ···
"""


def _read(drawn):
    rows = {}
    for line in filter(None, drawn.splitlines()):
        method, path, *groups = line.split()
        marks = "".join(groups)
        assert len(marks) == len(VISITORS), f"{method} {path}: {len(marks)} marks, not one for each"
        rows[f"{method} {path}"] = marks
    return rows


TABLE = _read(DRAWN)
