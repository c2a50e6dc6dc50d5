"""Figures counted again from an operator's history while the present ones are shown."""
