"""What is shown: notices and their days, objections, the board, posters.

Knows no decisions; it is handed a subject ("decision:12"), a title and a text.
"""
