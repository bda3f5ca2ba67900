"""The small world that the embedded model is tuned on: people, what they say, what they ask.

Its words are in the TOML files beside this one; the modules turn them into training items.
"""
