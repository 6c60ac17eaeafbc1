"""Pages, sessions, rendering. Pages decide nothing."""
