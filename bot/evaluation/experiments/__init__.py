"""Experiments: what happens to recall, and to all else, as one thing is changed.

Each is a grid of cells, measured one after the other and kept as it goes, and a rule that says in
words what the figures show. Knows: the night's parts and how adapters are measured. Does not know:
the command line, or how a model is opened.
"""
