"""The language model behind one narrow interface: see `bot.engine.interface`."""
