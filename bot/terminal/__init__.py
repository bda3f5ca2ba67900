"""The command line: talking in a terminal, and what can be done from a shell.

Part of the composition root, as `bot.__main__` is: nothing below imports it.
"""
