"""One module per noun: read the form, call one deed, render or redirect."""
