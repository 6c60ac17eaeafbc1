"""The ground: places, people, offices, rolls, rules, flows, the record and its storage.

Read in this order: errors, naming, clock, models, storage, ledger, rulebook, permissions,
flows; then people, offices, rolls, passes. Nothing here knows of decisions or bylaws.
"""
