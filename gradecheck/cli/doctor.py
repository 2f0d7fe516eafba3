"""``gradecheck doctor``: try on this machine what the sandbox must stop."""

from __future__ import annotations

import click


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(as_json: bool) -> int:
    """Try forbidden acts in each tier of the sandbox, and show which of them this machine stops.

    GRADECHECK_SANDBOX=TIER in the environment allows only that tier. Exit code: 0 if a tier holds in which code
    can be run that nobody trusts, 3 if none does.
    """
    from ..report.doctor import doctor_json, render_doctor
    from ..sandbox.selftest import default_of, examine
    from ..sandbox.tiers import TIERS

    examinations = [examine(tier) for tier in TIERS]
    default = default_of(examinations)
    if as_json:
        from ..report.as_json import dumps

        click.echo(dumps(doctor_json(examinations, default)))
    else:
        from .output import look

        click.echo(render_doctor(examinations, default, **look()), nl=False)
    return 0 if default else 3
