"""Everything that speaks Slack: payloads, views, listeners and delivery."""
