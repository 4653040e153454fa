"""The benchmark: what a click costs, as ratios to what Bolt alone costs on the same machine in the same minute.

The rule it keeps: the bot, the stand-in for Slack and whoever clicks are three processes, and what is compared takes
turns, so that a slow moment of the machine meets all of it.
"""
