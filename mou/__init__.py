"""Memoranda of understanding: clauses, agreements, revisions and signatures."""
