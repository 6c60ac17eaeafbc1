"""The verbs of run.py, one module each."""
