"""The templates that the bot brings along, as Markdown files."""
