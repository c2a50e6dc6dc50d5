"""The list of players: who is in it, in which order, and what keeps it in step with what is stored of them."""

from services.players.repository.listing.pages import KEYSETS, identifying, joined, matching, page
from services.players.repository.listing.refreshing import follow, refresh

__all__ = ["KEYSETS", "follow", "identifying", "joined", "matching", "page", "refresh"]
