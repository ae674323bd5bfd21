"""The house rules of docs/architecture.md, kept by reading every import with `ast`."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(path for shelf in ("bot", "cogs") for path in (ROOT / shelf).rglob("*.py"))

FEATURES: dict[str, set[str]] = {
    "people": set(),
    "curriculum": {"people"},
    "post": {"people"},
    "practice": {"people", "curriculum"},
    "memory": {"people", "curriculum", "practice"},
    "recording": {"people", "curriculum", "post"},
    "assignment": {"people", "curriculum", "practice", "memory", "post", "recording"},
    "timer": {"people", "curriculum", "post"},
    "pattern": {"people", "curriculum", "practice", "assignment", "post", "timer"},
    "stream": {"people", "curriculum", "practice", "assignment", "post", "timer", "pattern"},
    "narration": {"people", "curriculum", "post", "recording", "timer", "stream"},
    "progress": {
        "people",
        "curriculum",
        "practice",
        "memory",
        "assignment",
        "post",
        "timer",
        "pattern",
        "recording",
        "stream",
        "narration",
    },
    "cohort": {"people", "curriculum", "practice", "assignment", "progress", "post"},
    "site": {"people", "curriculum", "practice", "memory", "progress"},
    # on top of all of them: its statements name their tables, it needs none of their verbs
    "privacy": {"people"},
}
"""Each feature and the features that it may build on: acyclic, because each only names earlier ones."""

PURE_CALCULATORS = {"rapidfuzz", "fsrs"}
VALUES = "msgspec"
"""What values are made of, everywhere."""
IO_MODULES = [
    "asyncio",
    "http",
    "logging",
    "os",
    "pathlib",
    "shutil",
    "socket",
    "sqlite3",
    "ssl",
    "subprocess",
    "threading",
    "time",
    "urllib",
]
NO_IO = sys.stdlib_module_names - set(IO_MODULES)

PLUMBING_LIBRARIES = {
    "bot/database.py": {"aiosqlite"},
    "bot/scheduler.py": {"apscheduler"},
    "bot/config.py": {"pydantic"},
    "bot/discord_needs.py": {"discord"},
    "bot/telemetry_otel.py": {"opentelemetry"},
    "bot/init.py": {"tzlocal"},
    "bot/overlay*.py": {"aiohttp"},
    "bot/health_page.py": {"aiohttp", "prometheus_client"},
    "bot/discord_cdn.py": {"aiohttp"},
    "bot/discord_bot.py": {"discord", "aiohttp", "yarl"},
    "bot/twitch_*.py": {"twitchio", "aiohttp"},
    "bot/doctor_*.py": {"aiohttp", "discord"},
}
"""Beside the standard library, what each plumbing file stands on."""

COMPOSERS = {"bot/app.py", "bot/__main__.py", "bot/services.py"}
MAY_START_REHEARSALS = {"bot/app.py", "bot/__main__.py", "bot/rehearse.py"}
SURFACE_PLUMBING = {"asking", "entries", "reviewed", "words", "colours", "controls", "delivery", "hanging"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Every absolute name that a module imports, `from a import b` as `a.b` where b is a module of ours."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            yield from (_module_behind(str(node.module), alias.name) for alias in node.names)


def _module_behind(module: str, name: str) -> str:
    inner = ROOT.joinpath(*module.split("."), name)
    return f"{module}.{name}" if inner.is_dir() or inner.with_suffix(".py").exists() else module


def foreign(module: str, allowed: set[str]) -> bool:
    root = module.split(".")[0]
    at_home = root in sys.stdlib_module_names or root in (VALUES, "bot", "cogs")
    return not at_home and root not in allowed


def feature(path: Path) -> str | None:
    parts = path.relative_to(ROOT).parts
    return parts[1] if len(parts) == 3 and parts[1] in FEATURES else None


def modules(pattern: str) -> list[Path]:
    return [path for path in MODULES if fnmatch(name_of(path), pattern)]


def test_the_feature_graph_has_no_cycle() -> None:
    seen: set[str] = set()
    for name, below in FEATURES.items():
        assert below <= seen, f"{name} builds on {below - seen}, which stands later in the list"
        seen.add(name)


def test_every_folder_is_a_feature_that_the_graph_knows() -> None:
    folders = {path.parent.name for path in modules("bot/*/model.py")}
    assert folders <= set(FEATURES)


@pytest.mark.parametrize("path", modules("bot/*/model.py"), ids=name_of)
def test_a_model_is_pure(path: Path) -> None:
    own = feature(path)
    assert own is not None
    allowed = {"bot.errors", "bot.events", f"bot.{own}.model"} | {
        f"bot.{name}.model" for name in FEATURES[own]
    }
    for module in imports(path):
        if module.startswith(("bot", "cogs")):
            in_own_folder = module.startswith(f"bot.{own}.")
            assert module in allowed or in_own_folder, f"{name_of(path)} imports {module}"
        else:
            root = module.split(".")[0]
            assert root in NO_IO | PURE_CALCULATORS | {VALUES}, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", modules("bot/*/store.py"), ids=name_of)
def test_a_store_knows_models_and_the_database_only(path: Path) -> None:
    own = feature(path)
    assert own is not None
    allowed = {"bot.database", f"bot.{own}.model"} | {f"bot.{name}.model" for name in FEATURES[own]}
    for module in imports(path):
        assert not foreign(module, set()), f"{name_of(path)} imports {module}"
        if module.startswith(("bot", "cogs")):
            assert module in allowed, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", modules("bot/*/service.py"), ids=name_of)
def test_a_service_never_sees_a_platform_or_another_service(path: Path) -> None:
    own = feature(path)
    assert own is not None
    allowed = {"bot.database", "bot.events", "bot.scheduler", "bot.clock", "bot.errors"}
    for name in {own, *FEATURES[own]}:
        allowed |= {f"bot.{name}.model", f"bot.{name}.store"}
    for module in imports(path):
        assert not foreign(module, set()), f"{name_of(path)} imports {module}"
        if module.startswith(("bot", "cogs")):
            in_own_folder = module.startswith(f"bot.{own}.")
            assert module in allowed or in_own_folder, f"{name_of(path)} imports {module}"


PLUMBING = [path for path in MODULES if path.parent == ROOT / "bot" and name_of(path) not in COMPOSERS]


@pytest.mark.parametrize("path", PLUMBING, ids=name_of)
def test_plumbing_stands_on_one_library_and_no_feature(path: Path) -> None:
    libraries = next(
        (held for pattern, held in PLUMBING_LIBRARIES.items() if fnmatch(name_of(path), pattern)), set[str]()
    )
    for module in imports(path):
        assert not foreign(module, libraries), f"{name_of(path)} imports {module}"
        parts = module.split(".")
        if parts[0] == "bot" and len(parts) > 1 and parts[1] in FEATURES:
            # who asks, and what a claimed message is, are words that the clients speak too
            assert module in ("bot.people.model", "bot.post.model"), f"{name_of(path)} imports {module}"
        if module.startswith("bot.rehearsal"):
            assert name_of(path) in MAY_START_REHEARSALS


@pytest.mark.parametrize("path", modules("bot/*.py") + modules("bot/*/*.py"), ids=name_of)
def test_the_bot_never_imports_a_surface(path: Path) -> None:
    assert not [module for module in imports(path) if module.split(".")[0] == "cogs"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_those_who_start_rehearsals_import_them(path: Path) -> None:
    if "rehearsal" in path.relative_to(ROOT).parts or name_of(path) in MAY_START_REHEARSALS:
        return
    assert not [module for module in imports(path) if module.startswith("bot.rehearsal")]


@pytest.mark.parametrize("path", modules("cogs/*/*.py"), ids=name_of)
def test_a_surface_asks_services_and_renders(path: Path) -> None:
    # `text_table.py` is another file of `text.py`
    own, kind = path.parent.name, path.stem.split("_")[0]
    libraries: set[str] = {
        "text": {"discord"},
        "chat": set[str](),
        "picture": {"matplotlib"},
        "panel": set[str](),
        "component": {"twitchio"},
        "cog": {"discord"},
        "views": {"discord"},
    }.get(kind, set[str]())
    siblings = {
        "cog": {"text", "picture", "views"},
        "views": {"text", "picture"},
        "component": {"chat"},
        "panel": {"chat"},
        "text": {"text"},
        "picture": {"picture"},
    }.get(kind, set[str]())
    for module in imports(path):
        assert not foreign(module, libraries), f"{name_of(path)} imports {module}"
        parts = module.split(".")
        if parts[0] == "cogs":
            shared = len(parts) == 2 and parts[1] in SURFACE_PLUMBING
            sibling = len(parts) == 3 and parts[1] == own and parts[2].split("_")[0] in siblings
            assert shared or sibling, f"{name_of(path)} imports {module}"
        if parts[0] == "bot":
            assert parts[-1] not in ("store", "database"), f"{name_of(path)} imports {module}"
            if kind in ("text", "chat", "picture"):
                assert parts[-1] == "model", f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(tree_of(path))
    assert docstring, f"{name_of(path)} has no docstring"
    first = docstring.splitlines()[0]
    assert len(first) > 10, first


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_clock_reads_the_clock(path: Path) -> None:
    if name_of(path) == "bot/clock.py":
        return
    called = {
        ast.unparse(node.func)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & {
        "datetime.now",
        "datetime.utcnow",
        "date.today",
        "datetime.datetime.now",
        "time.time",
    }


MAY_CATCH_EVERYTHING = {
    "bot/events.py",
    "bot/scheduler.py",
    "bot/database.py",
    "bot/supervise.py",
    "bot/discord_bot.py",
    "bot/twitch_bot.py",
    "cogs/controls.py",
}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_everything_is_caught_only_in_the_bus_the_scheduler_and_the_boundaries(path: Path) -> None:
    if name_of(path) in MAY_CATCH_EVERYTHING:
        return
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type is not None else "BaseException"
            assert caught not in ("Exception", "BaseException"), f"{name_of(path)}:{node.lineno}"


@pytest.mark.parametrize("path", modules("cogs/*/*.py"), ids=name_of)
def test_no_button_makes_discord_py_wait_for_it(path: Path) -> None:
    """Beside one that it waits for it forgets persistent buttons when a view expires: see ButtonElsewhere."""
    calls = [node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]
    wrapped = [
        argument for call in calls if ast.unparse(call.func) == "super().__init__" for argument in call.args
    ]
    for call in calls:
        if ast.unparse(call.func) == "discord.ui.Button" and call not in wrapped:
            words = {keyword.arg for keyword in call.keywords}
            assert "custom_id" not in words, f"{name_of(path)}, line {call.lineno}"
