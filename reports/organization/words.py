"""Sentences about an organization that several formats print."""

from __future__ import annotations

from auditor.plugin import Organization, Status, counted

_STATUS = {
    Status.AUDITED: "audited",
    Status.INCOMPLETE: "incomplete",
    Status.UNREACHABLE: "unreachable",
    Status.LOST: "lost",
    Status.SKIPPED: "skipped",
}


def status_words(organization: Organization) -> str:
    """Return how many accounts were planned and what became of them."""
    counts = organization.counts
    parts = [f"{counts[s.value]:,} {word}" for s, word in _STATUS.items() if counts[s.value]]
    return f"{counts['planned']:,} planned: {', '.join(parts) or 'none'}."


def score_words(organization: Organization) -> str:
    """Return the share of clean accounts in words, with its best case and its bound."""
    score = organization.score
    if score.value is None:
        return "No account is in scope."
    text = f"{score.value:.1f} % of the accounts are clean"
    if score.best_case is not None and score.best_case != score.value:
        text += f", {score.best_case:.1f} % at best"
    return f"{text}. {score.cap[:1].upper()}{score.cap[1:]}." if score.cap else f"{text}."


def cause_words(cause: str) -> str:
    """Return a cause as people read it: a secret has no name but its fingerprint."""
    kind, _, rest = cause.partition(":")
    return f"one secret (fingerprint {rest})" if kind == "secret" and rest else cause


def gain_words(accounts: int) -> str:
    """Return how many accounts become clean by a fix; empty where it alone makes none clean."""
    return counted(accounts, "becomes clean", "become clean") if accounts else ""
