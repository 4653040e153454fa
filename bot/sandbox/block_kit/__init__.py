"""Block Kit as Slack checks it: what is refused, and where.

The rule it keeps: these modules know shapes and limits only; they look at JSON and name every problem by its pointer.
"""
