"""The program: `flask --app wsgi …`, waitress and gunicorn start here."""

import sys

import config
from khaosat import cli
from khaosat.db import connect
from khaosat.web.app import create_app

try:
    settings = config.read()
except config.ConfigError as error:
    sys.exit(f"Cấu hình sai / wrong settings:\n{error}")
app = create_app(settings, engine=connect(settings.database_url))
app.cli = cli.Commands()
