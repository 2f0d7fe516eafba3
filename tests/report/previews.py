"""Problem files that a preview is tried with: one with something of everything, one made to break a page."""

from __future__ import annotations

import json
from pathlib import Path

from gradecheck.grading.examining import examine
from gradecheck.report.preview import preview_page

from .standings import HOSTILE

MIXED = r"""gradecheck: 1
title: A product and a sum
source: "A sheet, Problem 1"
statement: |
  Let $q = x + y$ and $f = q z$.

  Give each gradient; $$\frac{\partial f}{\partial q} = ?$$
variables:
  x: {value: 3, aliases: [ξ]}
  y: {value: 2, domain: positive}
  z: 0.5
graph: {q: x + y, f: q z}
notes: [A note of the file.]
items:
  - {id: "1", prompt: 'What is $\partial f/\partial q$?', gradient: ∂f/∂q, points: 2, symbolic: z, numeric: 0.5}
  - id: "2"
    gradient: ∂f/∂x
    symbolic: {expected: z, accept: [{expected: -z, credit: 1/2, note: sign, feedback: Mind the sign.}]}
  - {id: "3", label: the graph, graph: {decimals: 2, blanks: {x: {}, y: {what: value}}}}
  - id: "4"
    prompt: Write affine_backward(dout, x, w).
    code:
      function: affine_backward
      arguments: [dout, x, w]
      forward: |
        def forward(x, w):
            return x @ w
      takes: {x: "(N, D)", w: "(D, M)"}
tests:
  - {item: "1", response: "z = 0.5", status: correct}
  - {item: "1", response: {symbolic: x}, status: correct}
  - {item: "2", response: -z, status: partial, credit: 1/2}
  - {item: "3", response: {x: 0.5}, status: correct}
  - item: "4"
    response: |
      def affine_backward(dout, x, w):
          return dout @ w.T, x.T @ dout
    status: correct
"""

BROKEN = MIXED.replace("symbolic: z, numeric: 0.5", "symbolic: -z, numeric: 0.5")

_MORE = (
    *HOSTILE,
    "$\\href{javascript:document.title='owned'}{click}$ [click](javascript:alert(1))",
    "$\\frac{$ $$\\begin{matrix} a & $$ \\left( $x^{$ $<b>$ ${{{{$",
    "</style></title></textarea></script><script>document.title='owned'</script>",
    "' onfocus='document.title=1' autofocus x=' \" onmouseover=\"document.title=2\"",
)
"""What a prompt might hold to break the page of its author."""


def hostile() -> str:
    """A problem file with all of that wherever a text may stand."""
    texts = [text.replace("\x00", "").replace("\x1b", "") for text in _MORE]
    every = " ".join(texts)
    items = [
        {
            "id": f"h{k}",
            "prompt": text,
            "label": text,
            "points": "1",
            "symbolic": {
                "expected": "x",
                "accept": [{"expected": "-x", "credit": "0.5", "note": text, "feedback": text}],
            },
        }
        for k, text in enumerate(texts)
    ]
    tests = [{"item": "h0", "response": text, "status": "correct"} for text in texts]
    file = {
        "gradecheck": "1",
        "title": every,
        "source": every,
        "statement": "\n\n".join(texts),
        "notes": texts,
        "variables": {"x": "1", "y": "2"},
        "graph": {"f": "x y"},
        "items": items,
        "tests": tests,
    }
    return json.dumps(file)


def made(folder: Path) -> dict[str, Path]:
    """A page for each of these files, by name."""
    pages: dict[str, Path] = {}
    for name, text in {"mixed": MIXED, "broken": BROKEN, "hostile": hostile()}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
        pages[name] = folder / f"{name}.html"
        found = [examine(folder / f"{name}.yaml", 0)]
        pages[name].write_text(preview_page(found, f"{name}.yaml"), encoding="utf-8")
    pages["all"] = folder / "all.html"
    found = [examine(folder / f"{name}.yaml", 0) for name in ("mixed", "broken")]
    pages["all"].write_text(preview_page(found, "all"), encoding="utf-8")
    return pages
