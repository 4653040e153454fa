"""The pages that a newcomer reads are held against the code: commands, settings, files, pictures and links."""

import re
import struct
from pathlib import Path

import pytest
from tests.architecture_page import PAGE, ROOT, in_step

from bot.config import Settings
from bot.slack.ids import COMMAND, Command
