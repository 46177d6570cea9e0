"""Credits: the rules, the proposals, and the append-only ledger of awards."""
