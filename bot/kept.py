"""Small facts that the plumbing remembers between two runs."""

from bot.database import Transaction


def kept(tx: Transaction, key: str) -> str | None:
    """The value last kept under `key`."""
    row = tx.one("SELECT value FROM kept WHERE key = :key", {"key": key})
    return None if row is None else str(row["value"])


def keep(tx: Transaction, key: str, value: str) -> None:
    """Remember `value` under `key`."""
    tx.execute(
        "INSERT INTO kept (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value",
        {"key": key, "value": value},
    )
