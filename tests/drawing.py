"""One drawing process for all tests: starting one takes a second."""

from bot.easel import Easel

EASEL = Easel()
