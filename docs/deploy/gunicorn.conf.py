"""How the web processes run behind a proxy: `gunicorn -c docs/deploy/gunicorn.conf.py wsgi:app`.

HOST and PORT as in docs/operations.md; WEB_PROCESSES: one a core. Measured in docs/performance.md.
"""

import os

from khaosat.services.garbage import set_aside

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
worker_class, threads = "gthread", 8
preload_app = True  # the program is loaded once and shared: two processes then take the memory of one and a half
accesslog = None  # a line per visit would keep the order of arrival
loglevel = "warning"
control_socket_disable = True
graceful_timeout = 15  # seconds for requests under way when the processes are replaced
keepalive = 30  # seconds: the proxy keeps its connections


def when_ready(_server: object) -> None:
    """Set what is loaded aside from the garbage collector, before the processes share it."""
    set_aside()
