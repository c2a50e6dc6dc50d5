"""The list of players: who is in it, in which order, and what keeps it in step with what is stored of them."""

from services.players.repository.listing.pages import PLANNING, Found, chosen, page
from services.players.repository.listing.refreshing import follow, refresh
from services.players.repository.listing.typed import matched

__all__ = ["PLANNING", "Found", "chosen", "follow", "matched", "page", "refresh"]
