"""Drawn for door_table.py: the desk of concerns, bylaws and people, and the township.

What the signs and the columns mean stands there.
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
SAY_DAYS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
BYLAWS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
TOWNSHIP_BYLAWS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
PASSES = """
GET /desk/{village}/passes/                                     → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/passes/groups/{group_id}                    → · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
POST /desk/{village}/passes/groups/{group_id}                   · · ··· ··· ·· ·· ✓·· ·· · ·✓ » ···
GET /desk/{village}/passes/{pass_id}                            → · 000 000 00 00 ✓00 00 0 ·✓ » ·0·
POST /desk/{village}/passes/{pass_id}/revoke                    · · 000 000 00 00 ✓00 00 0 ·✓ » ·0·
POST /desk/{village}/passes/{pass_id}/unlock                    · · 000 000 00 00 ✓00 00 0 ·✓ » ·0·
POST /desk/{village}/passes/{pass_id}/reissue                   · · 000 000 00 00 ✓00 00 0 ·✓ » ·0·
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
TOWNSHIP = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
CONCERNS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
PEOPLE = """
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
