"""Every id that the bot puts into Slack. Ids are for ever: messages sent years ago keep them.

An action id may carry a `#` and a suffix where Slack wants ids in one block to differ; `action_of` takes it off.
"""

from enum import StrEnum

COMMAND = "/techspec"
METADATA_TYPE = "techspec_delivery"
"""The event type of the metadata that every posted message carries: an opaque delivery id."""


class Command(StrEnum):
    """The words after `/techspec`."""

    NEW = "new"
    LIST = "list"
    SHOW = "show"
    SHARE = "share"
    SCHEDULE = "schedule"
    READ = "read"
    NUDGE = "nudge"
    EXPORT = "export"
    WITHDRAW = "withdraw"
    EDIT = "edit"
    IMPORT = "import"
    TEMPLATE = "template"
    SETTINGS = "settings"
    AWAY = "away"
    HELP = "help"


class Action(StrEnum):
    """Buttons and menus. Their value is the spec's number, with `:` and an argument where there is one.

    Those of `template` carry a template's id, and the channel's after it; those of `form` what was chosen; those that
    continue or discard, a form's key;
    `settings.defaults` carries the channel's id, `away.set` the unix seconds of leaving and coming back, and
    `away.remove` an absence's id.
    """

    NEW = "spec.new"
    SHOW = "spec.show"
    READ = "spec.read"
    READ_PAGE = "spec.read_page"
    COMMENT = "spec.comment"
    SHARE = "spec.share"
    EXPORT = "spec.export"
    WITHDRAW = "spec.withdraw"
    REOPEN = "spec.reopen"
    MORE = "spec.more"
    TICK = "line.tick"
    LINE_MENU = "line.menu"
    PICK_TIME = "discussion.pick"
    SET_TIME = "discussion.set"
    CANCEL_DISCUSSION = "discussion.cancel"
    NO_MEETING = "discussion.none"
    NUDGE = "discussion.nudge"
    SNOOZE = "reminder.snooze"
    PEOPLE = "spec.people"
    HAND_OVER = "spec.hand_over"
    TAKE_OVER = "spec.take_over"
    FORM_TEXT = "form.text"
    FORM_MORE = "form.more"
    FORM_DISCUSS = "form.discuss"
    FORM_CHANNEL = "form.channel"
    FORM_TEMPLATE = "form.template"
    FORM_KEEP = "form.keep"
    FORM_CONTINUE = "form.continue"
    FORM_DISCARD = "form.discard"
    EDIT = "spec.edit"
    EDIT_PAGE = "edit.page"
    EDIT_SECTION = "edit.section"
    EDIT_ADD = "edit.add"
    EDIT_FILE = "edit.file"
    EDIT_TITLE = "edit.title"
    EDIT_KEEP = "edit.keep"
    EDIT_CONTINUE = "edit.continue"
    EDIT_DISCARD = "edit.discard"
    TEMPLATE_USE = "template.use"
    TEMPLATE_FORM = "template.form"
    SETTINGS = "settings.open"
    SETTINGS_FIELD = "settings.field"
    SETTINGS_DEFAULTS = "settings.defaults"
    AWAY_SET = "away.set"
    AWAY_REMOVE = "away.remove"
    AWAY_DATES = "away.dates"


class Modal(StrEnum):
    """Modals, by their callback_id."""

    NEW_SPEC = "new_spec"
    SCHEDULE = "schedule"
    READ = "read"
    COMMENT = "comment"
    MORE = "more"
    SNOOZE = "snooze"
    PEOPLE = "people"
    HAND_OVER = "hand_over"
    IMPORT = "import"
    TEMPLATE = "template"
    TEMPLATE_PREVIEW = "template_preview"
    SETTINGS = "settings"
    AWAY = "away"
    NOTICE = "notice"
    EDIT = "edit"
    EDIT_BODY = "edit_body"
    EDIT_HEADING = "edit_heading"
    EDIT_ADD = "edit_add"
    EDIT_REMOVE = "edit_remove"
    EDIT_TITLE = "edit_title"
    EDIT_FILE = "edit_file"
    EDIT_DIFFERENCE = "edit_difference"


class Shortcut(StrEnum):
    """Shortcuts, global ones and those of messages, by their callback_id."""

    NEW_SPEC = "new_tech_spec"
    FROM_MESSAGE = "new_tech_spec_from_message"


class Field(StrEnum):
    """Inputs of modals, by block_id; the element inside has the same action_id unless it has an `Action`."""

    TITLE = "title"
    TEXT = "text"
    FILE = "file"
    LINK = "link"
    STAKEHOLDERS = "stakeholders"
    OPTIONAL_STAKEHOLDERS = "optional_stakeholders"
    DISCUSS = "discuss"
    STARTS_AT = "starts_at"
    DECIDER = "decider"
    DECIDE_BY = "decide_by"
    CHANNEL = "channel"
    JOIN = "join"
    TELL = "tell"
    SHARE = "share"
    READERS = "readers"
    CO_DRAFTERS = "co_drafters"
    LENGTH = "length"
    PLACE = "place"
    UNTIL = "until"
    DRAFTER = "drafter"
    SECTION = "section"
    TEMPLATE = "template"
    TEMPLATE_FILE = "template_file"
    PASTED = "pasted"
    REMIND_AFTER = "remind_after"
    WORK_STARTS = "work_starts"
    WORK_ENDS = "work_ends"
    WORK_DAYS = "work_days"
    COUNTRY = "country"
    REGION = "region"
    EMOJI_READ = "emoji_read"
    EMOJI_NUDGE = "emoji_nudge"
    PROGRESS_MARKS = "progress_marks"
    AWAY_FROM = "away_from"
    AWAY_TO = "away_to"
    BODY = "body"
    HEADING = "heading"
    COMMENT_KIND = "comment_kind"
    COMMENT = "comment"
    QUOTE = "quote"


def action_of(action_id: str) -> str:
    """The id without its suffix."""
    return action_id.partition("#")[0]
