"""How every test runs: what is slow on a busy machine is no failure."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("greenroom", deadline=None)
settings.load_profile("greenroom")
