"""Accounts, wallets, bets and sessions; the door through which platforms tell what players do."""
