"""One drawing process for all tests: starting one takes a second."""

from bot.easel import Easel

EASEL = Easel()
PATIENCE = 30.0
"""Seconds that simcord waits for a command; on a busy machine the first picture takes over its five."""
