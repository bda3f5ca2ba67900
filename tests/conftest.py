from hypothesis import settings

# No time limit an example: machines may be slow or busy.
settings.register_profile("sleepwake", deadline=None)
settings.load_profile("sleepwake")
