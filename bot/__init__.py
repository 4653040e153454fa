"""A Slack bot that runs a team's tech spec process, from first draft to tickets."""

__version__ = "0.1.0"
