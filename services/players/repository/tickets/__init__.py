"""Tickets in SQL: single ones, the queue, conversations, settings, and what many tickets undergo at once."""
