"""四议两公开: matters, meetings, counting and what becomes of a resolution."""
