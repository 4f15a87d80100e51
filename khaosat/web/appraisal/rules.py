"""Rulesets: each readable by everybody whom it concerns; an amended one is loaded by Internal Affairs."""

from flask import Response, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from khaosat.policy import Permission
from khaosat.services import rulesets as keeping
from khaosat.web import guard, texts_done, texts_rules
from khaosat.web.appraisal import pages
from khaosat.web.outcome import outcome


@pages.get("/thi-dua/quy-tac", needs=Permission.RULES_READ)
def rulesets() -> str:
    """List the rulesets there are, and how to load an amended one."""
    found = keeping.rulesets(guard.session())
    may_load = Permission.RULES_LOAD in guard.person().permissions
    return render_template(
        "appraisal/rulesets.html", found=found, may_load=may_load, today=guard.now().date(), words=texts_rules
    )


@pages.get("/thi-dua/quy-tac/<ruleset_key>/<version>", needs=Permission.RULES_READ)
def ruleset(ruleset_key: str, version: str) -> str:
    """Show one ruleset: source, parameters, components, classes, ceilings, worked examples."""
    standing = keeping.ruleset(guard.session(), key=ruleset_key, version=version)
    return render_template(
        "appraisal/ruleset.html", standing=standing, rules=standing.rules, worked=keeping.worked(standing.rules),
        words=texts_rules,
    )  # fmt: skip  # what the page is given


@pages.get("/thi-dua/quy-tac/<ruleset_key>/<version>.toml", needs=Permission.RULES_READ)
def ruleset_text(ruleset_key: str, version: str) -> Response:
    """Hand out the ruleset's text as it is kept: to be read, amended, loaded as a new version."""
    found = keeping.ruleset(guard.session(), key=ruleset_key, version=version)
    name = f"attachment; filename={found.rules.key}-{found.rules.version}.toml"
    return Response(found.rules.text, mimetype="text/plain", headers={"Content-Disposition": name})


@pages.post("/thi-dua/quy-tac", needs=Permission.RULES_LOAD)
def load_ruleset() -> Answer:
    """Load an amended ruleset as a new version."""
    sent = request.files.get("file")
    text = sent.read().decode("utf-8", "replace") if sent and sent.filename else request.form.get("text", "")
    reason = request.form.get("reason", "")
    return outcome(
        lambda: keeping.load(guard.session(), text=text, reason=reason, by=guard.actor(), at=guard.now()),
        done=texts_done.done("rules:load"),
        to=url_for("appraisal.rulesets"),
    )
