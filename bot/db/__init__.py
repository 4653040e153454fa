"""Storage: tables, sessions, and functions that load and save facts. Rows are storage, not behaviour."""
