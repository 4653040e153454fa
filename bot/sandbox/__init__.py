"""A stand-in Slack workspace on loopback: people, channels, modals and a clock to move, strict where Slack is strict.

The rule of the package: it imports nothing of the rest of the bot, so the bot can only reach it as it reaches Slack.
"""
