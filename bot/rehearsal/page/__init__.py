"""The rehearsal page: both platforms and the overlay in one browser window, acting as anybody of the cast."""

from bot.rehearsal.page.server import Page

__all__ = ["Page"]
