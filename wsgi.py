"""The program: `flask --app wsgi …`, waitress and gunicorn start here."""

import sys

import config
from khaosat.web.app import create_app

try:
    app = create_app(config.read())
except config.ConfigError as error:
    sys.exit(f"Cấu hình sai / wrong settings:\n{error}")
