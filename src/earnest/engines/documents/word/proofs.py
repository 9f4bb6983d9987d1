"""The appendix of proofs: each chain, step by step, and the way back to the statement."""

from __future__ import annotations

from earnest.engines.documents.laid import LaidDocument, LaidProof, LaidStep
from earnest.engines.documents.word.blocks import Body
from earnest.engines.documents.word.package import PORTRAIT
from earnest.engines.documents.word.tables import Cell, table
from earnest.engines.documents.word.writing import line, lines_of, link, paragraph, span, styled

_INDENT = 340


def proofs(body: Body, laid: LaidDocument) -> None:
    """On pages of their own, upright."""
    if not laid.proofs:
        return
    upright = body.paper == PORTRAIT
    body.turn(PORTRAIT)
    body.heading(1, span(laid.labels["proofs"]), "proofs", new_page=upright)
    body.put(paragraph("Quiet", span(laid.labels["proofs_say"])))
    for proof in laid.proofs:
        _proof(body, proof)


def _proof(body: Body, proof: LaidProof) -> None:
    words = body.labels
    body.heading(2, span(f"{words['proof']} {proof.number}"), f"proof_{proof.number}")
    body.put(paragraph("ProofSays", line(proof.runs, body.places)))
    back = ""
    if proof.referred:
        back = span("   ") + link(f"why_{proof.number}", styled(words["to_text"], "InnerLink"))
    body.put(paragraph("Quiet", styled(proof.id, "Machine") + back))
    if not proof.steps:
        body.put(paragraph("Step", span(words["no_steps"])))
    for step in proof.steps:
        _step(body, step)


def _step(body: Body, step: LaidStep) -> None:
    shape = "◌" if step.weak else "●"
    label = styled(f"{shape} {step.label}", "StepLabel")
    body.put(paragraph("Step", label + span(f"   {step.line}" if step.line else "")))
    if step.code:
        body.put(paragraph("Code", lines_of(step.code)))
    if step.columns:
        room = PORTRAIT.room - _INDENT
        each = (room // len(step.columns),) * len(step.columns)
        rows = [[Cell(paragraph("HeadSmall", span(column))) for column in step.columns]]
        rows += [[Cell(paragraph("CellSmall", span(cell))) for cell in row] for row in step.rows]
        body.put(table(rows, each, name=step.label, head=True, indent=_INDENT))
    for key, value, code in step.pairs:
        shown = styled(value, "Machine") if code else span(value)
        body.put(paragraph("Pair", styled(f"{key}  ", "StepLabel") + shown))
