"""Tests that need a real browser or Node: make browser runs them, elsewhere they are skipped with the reason."""
