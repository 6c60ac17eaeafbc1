"""村规民约: the rules a village gives itself."""
