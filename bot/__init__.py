"""sleepwake: a companion that gets to know each person it talks with, and learns them in its sleep.

Imports go downward only: `__main__`, the terminal and `cogs`, then `companion`, `sleep`, `engine`
and `store`, `memory`, and at the ground `config` and `errors`. `make lint` holds to it.
"""
