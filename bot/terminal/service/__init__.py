"""`sleepwake service`: keeps the bot running, and its memories safe."""
