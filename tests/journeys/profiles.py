"""Profiles that a township has laid into its rulebook folder, as journeys need them."""

PACED = """
code = "paced"
title = "每步至少隔七天的村"
inherits = "national-2025"
basis_date = 2026-01-01
[laws]
county = { title = "县里的实施办法", since = 2026-01-01, kind = "practice", certainty = "verified" }
[pace]
min_gap_days = { value = 7, law = "county", article = "" }
"""
REVIEWED = """
code = "reviewed"
title = "书记主任一肩挑、乡镇一审的村"
inherits = "national-2025"
basis_date = 2026-01-01
[laws]
county = { title = "县里的实施办法", since = 2026-01-01, kind = "practice", certainty = "verified" }
[party_step]
merge_propose_consult = { value = true, law = "county", article = "" }
[township_review]
enabled = { value = true, law = "county", article = "" }
deadline_days = { value = 45, law = "county", article = "" }
"""
