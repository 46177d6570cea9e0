"""Writes about exchanges: one module per noun, one verb per transition."""
