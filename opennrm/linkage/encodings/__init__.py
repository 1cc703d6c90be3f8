"""Comparing lists of people without names: encodings, made under a key by whoever has the names, compared by somebody
who has neither names nor key. Imports no Django, and needs no database.

`keys` are made and destroyed in a ceremony; `encoding` turns a list into an `encoded_list`; `matching` compares two of
these; `persons` puts together what is one person; `results` signs and verifies what was found.
"""
