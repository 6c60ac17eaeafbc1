"""Drawn for door_table.py: the desk of matters, meetings and notices.

What the signs and the columns mean stands there.
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
DESK = """
GET /desk/                                                      → · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ » ·✓✓
GET /desk/{village}/                                            → · ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ·· » ···
GET /desk/{village}/settings                                    → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
POST /desk/{village}/settings                                   · · ✓·· ✓·· ·· ·· ··· ·· · ·· » ···
GET /desk/{village}/record                                      → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
GET /desk/{village}/record/check                                → · ✓✓✓ ✓✓✓ ✓✓ ·· ✓✓· ✓· ✓ ·· » ···
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
MATTERS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
MEETINGS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
NOTICES = """
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
"""
