"""The world that a sandbox begins with: one person for each role to try, and channels of every kind.

The rule it keeps: the first person is the drafter, the first channel a public one in which drafter and bot are members.
"""

from bot.sandbox.app_facts import App
from bot.sandbox.posts import post
from bot.sandbox.world import Person, PersonId, UserGroup, Workspace
from bot.sandbox.written_text import rich_text

_PEOPLE = (
    ("dana", "Dana Whitfield", "America/New_York", "Drafter", "e8912d", False),
    ("sam", "Sam Okafor", "Europe/Berlin", "Stakeholder", "2b7a78", False),
    ("priya", "Priya Raman", "America/Sao_Paulo", "Developer", "9f4fb5", False),
    ("lee", "Lee Castillo", "America/Chicago", "Developer", "2f6fd0", False),
    ("gil", "Gil Moreau", "Asia/Kolkata", "Guest", "7a7a7a", True),
)


def people_the_world(workspace: Workspace, app: App, *, empty: bool) -> None:
    """Fill a fresh workspace. With `empty` the channels have no messages yet."""
    people = [
        workspace.add_person(name, real_name=real_name, tz=tz, title=title, color=color, is_restricted=is_guest)
        for name, real_name, tz, title, color, is_guest in _PEOPLE
    ]
    dana, sam, priya, lee, _gil = (person.id for person in people)
    bot = PersonId(app.bot_user_id)
    workspace.people[bot] = Person(
        id=bot,
        name=app.handle,
        real_name=app.name,
        tz="America/Los_Angeles",
        title="App",
        color="4a154b",
        is_bot=True,
        updated_at=workspace.clock.now(),
    )
    specs = workspace.add_channel("team-specs", creator=dana)
    specs.members = [person.id for person in people] + [bot]
    random = workspace.add_channel("random", creator=lee)
    random.members = [lee, dana, sam, priya]
    private = workspace.add_channel("specs-private", creator=dana, is_private=True)
    private.members = [dana, sam, bot]
    leads = workspace.add_channel("leads", creator=sam, is_private=True)
    leads.members = [sam, dana]
    for person in people:
        workspace.open_dm(person.id, bot)
    group = UserGroup(
        id="S07DEVELOPERS",
        handle="developers",
        name="Developers",
        members=[priya, lee],
        created_at=workspace.clock.now(),
    )
    workspace.groups[group.id] = group
    if not empty:
        for user, text in (
            (dana, "I would like to write up how we move hearing scheduling. Who has a view?"),
            (priya, "I do. Happy to read a draft before we meet."),
        ):
            post(workspace, specs, user=user, text=text, blocks=rich_text(text))
