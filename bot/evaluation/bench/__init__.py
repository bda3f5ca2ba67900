"""`sleepwake bench`: how fast the bot is, beside what others do with the same model.

Each measure is one module; `running` knows them all. Both sides of a measure run in turn in one
run, warmed up, so that a machine that is busy meanwhile is so for both.
"""
