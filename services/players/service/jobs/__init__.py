"""Exports and bulk actions: started and steered by people, moved on step by step by workers."""
