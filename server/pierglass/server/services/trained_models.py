"""The trained models that this installation serves, recorded at start."""

import hashlib
import json
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pierglass.server.services.context import Context
from pierglass.server.settings import resource_folder
from pierglass.server.store.trained_models import TrainedModel

__all__ = ["list_all", "load"]


def load(ctx: Context) -> int:
    """Record the models of the weights folder; return how many there are.

    Beside ``NAME.onnx`` may lie ``NAME.json`` (version, metrics) and ``NAME.md``
    (the card). ``NAME.int8.onnx`` is the same model in another precision: its row has
    the name, the facts and the card of its twin, and a hash of its own.
    """
    folder = resource_folder(ctx.settings.weights)
    paths = sorted(folder.glob("*.onnx")) if folder is not None else []
    found = [_read(ctx, path) for path in paths]

    def transaction(session: Session) -> None:
        session.execute(update(TrainedModel).values(serving=False))
        for model in found:
            known = session.get(TrainedModel, (model.name, model.sha256))
            if known is not None:
                model.first_seen_ms = known.first_seen_ms
            session.merge(model)

    ctx.store.write(transaction)
    return len(found)


def list_all(ctx: Context) -> list[dict[str, Any]]:
    """Return the models that serve."""

    def look(session: Session) -> list[dict[str, Any]]:
        rows = session.scalars(
            select(TrainedModel)
            .where(TrainedModel.serving)
            .order_by(TrainedModel.name, TrainedModel.size_bytes.desc())
        )
        return [
            {
                "name": row.name,
                "version": row.version,
                "sha256": row.sha256,
                "size_bytes": row.size_bytes,
                "metrics": row.metrics,
                "card": row.card,
            }
            for row in rows
        ]

    return ctx.store.read(look)


def _read(ctx: Context, path: Path) -> TrainedModel:
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    name = path.name.split(".")[0]
    facts = _facts(ctx, path.with_name(f"{name}.json"))
    card = path.with_name(f"{name}.md")
    return TrainedModel(
        name=name,
        sha256=digest,
        version=str(facts.get("version", digest[:12])),
        size_bytes=len(data),
        metrics=facts.get("metrics", {}),
        card=card.read_text("utf-8") if card.is_file() else "",
        serving=True,
        first_seen_ms=ctx.clock.now_ms(),
    )


def _facts(ctx: Context, path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        facts = json.loads(path.read_text("utf-8"))
    except ValueError as exc:
        ctx.log.warning("model_facts_unreadable", path=str(path), reason=str(exc))
        return {}
    return facts if isinstance(facts, dict) else {}
