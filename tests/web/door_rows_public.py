"""Drawn for door_table.py: what lies open to the village, and how people come in.

What the signs and the columns mean stands there.
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
BOARD = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
CONCERNS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
BYLAWS = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
BYLAWS_KEPT = """
GET /v/{village}/bylaws/keeping                                 ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
GET /v/{village}/bylaws/praise                                  ✓ ✓ ✓✓✓ ✓✓✓ ✓✓ ✓✓ ✓✓✓ ✓✓ ✓ ✓✓ ✓ ✓✓✓
POST /v/{village}/bylaws/praise/{praise_id}                     · ✓ 000 000 00 00 000 00 0 00 0 000
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
ENTRY = """
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
"""

#                                                               s v SDM CDM SS RG CAG CR A TO p vof
MEETINGS = """
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
"""
