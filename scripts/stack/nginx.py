"""nginx in the place of production's load balancer and static host: one origin in front, one for static files.

The same rules stand before the stack of this machine and before that of compose.yaml (`scripts.compose`).
"""

import dataclasses
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scripts.stack import install
from scripts.stack.errors import StackError
from scripts.stack.layout import HOST, Layout
from scripts.stack.part import Part, is_taken
from scripts.stack.process import wait_until

#: The largest request body that passes, in MB; the services themselves refuse less with a sentence.
BODY_MB: Final = 6
#: Seconds in which new worker processes are there.
RELOAD_SECONDS: Final = 5.0
#: nginx tells its old worker processes to leave 0.1 s after it has started new ones.
OLD_WORKERS_LISTEN: Final = 0.3

TYPES: Final = """\
text/html html; text/css css; text/javascript js mjs; application/json json map; image/svg+xml svg; image/png png;
    image/webp webp; image/jpeg jpg jpeg; image/gif gif; image/x-icon ico; font/woff2 woff2;
    application/manifest+json webmanifest; text/plain txt;"""

CONFIGURATION: Final = """\
{head}daemon off;
worker_processes 1;
error_log stderr warn;
pid {scratch}nginx.pid;
events {{ worker_connections 4096; }}

http {{
  # One line for each answer that says the site is to blame, also by nginx itself. Paths may hold secrets.
  log_format fives escape=json
    '{{"timestamp": $msec, "status": $status, "method": "$request_method", "for": "$proxy_host"}}';
  map $status $is_five {{ default 0; "~^5" 1; }}
  access_log /dev/stderr fives if=$is_five;
  server_tokens off;
  default_type application/octet-stream;
  types {{ {types} }}
  client_body_temp_path {scratch}body; proxy_temp_path {scratch}proxy; fastcgi_temp_path {scratch}fastcgi;
  uwsgi_temp_path {scratch}uwsgi; scgi_temp_path {scratch}scgi;
  client_max_body_size {body}m;
  # An address may be as long as at AWS, and so may one that a redirect names.
  large_client_header_buffers 4 16k;
  proxy_buffer_size 16k; proxy_buffers 8 16k;
  gzip on; gzip_vary on; gzip_types text/css text/javascript application/json image/svg+xml application/manifest+json;

  map $http_upgrade $connection_header {{ default upgrade; '' ''; }}
  map $uri $static_age {{
    default "public, max-age=60";
    "~\\.[0-9a-f]{{12}}\\.[a-z0-9]+$" "public, max-age=31536000, immutable";
  }}
  map $http_x_forwarded_proto $seen_scheme {{ default $scheme; {trusted} }}
  {resolver}upstream accounts {{ {zone_accounts}{accounts} keepalive 64; }}
  upstream messaging {{ {zone_messaging}{messaging} keepalive 64; }}

  proxy_http_version 1.1;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $seen_scheme;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_header;
  proxy_connect_timeout 2s;
  # To another process when this one can't be reached or hangs up; what is not idempotent only if it was not sent yet.
  proxy_next_upstream error timeout;
  proxy_next_upstream_tries 2;
  proxy_read_timeout 60s;

  server {{
    listen {front};
    location /accounts/ {{ proxy_pass http://accounts; }}
    location / {{ proxy_pass http://messaging; }}
    location /static/ {{ alias {static}/; add_header Cache-Control $static_age; }}
  }}

  server {{
    listen {static_front};
    location /static/ {{
      alias {static}/;
      add_header Cache-Control $static_age;
      add_header Access-Control-Allow-Origin {origin};
      add_header Cross-Origin-Resource-Policy cross-origin;
    }}
    location /media/ {{
      alias {media}/;
      add_header Cache-Control "public, max-age=31536000, immutable";
      add_header Content-Security-Policy "default-src 'none'; sandbox";
      add_header X-Content-Type-Options nosniff;
      add_header Access-Control-Allow-Origin {origin};
      add_header Cross-Origin-Resource-Policy cross-origin;
    }}
    location / {{ return 404; }}
  }}
}}
"""


@dataclasses.dataclass(frozen=True)
class Front:
    """What differs between two proxies of the same rules: addresses, folders, and who stands before them."""

    front: str
    static_front: str
    accounts: Sequence[str]
    messaging: Sequence[str]
    static: str
    media: str
    #: The origin whose pages may use static files and media.
    origin: str
    #: First lines of the configuration.
    head: str = ""
    #: Folder, with a slash, for what nginx writes; "" is the one it was started in.
    scratch: str = ""
    #: Name server that is asked again and again where the services are; "" when they never move.
    resolver: str = ""
    #: Whether a proxy in front that ends TLS is believed.
    behind_tls: bool = False

    def configuration(self) -> str:
        moves = bool(self.resolver)
        return CONFIGURATION.format(
            types=TYPES,
            body=BODY_MB,
            head=self.head,
            scratch=self.scratch,
            front=self.front,
            static_front=self.static_front,
            static=self.static,
            media=self.media,
            origin=self.origin,
            trusted="https https;" if self.behind_tls else "",
            resolver=f"resolver {self.resolver} valid=5s ipv6=off;\n  " if moves else "",
            zone_accounts="zone accounts 64k; " if moves else "",
            zone_messaging="zone messaging 64k; " if moves else "",
            accounts=_servers(self.accounts, moves),
            messaging=_servers(self.messaging, moves),
        )


def _servers(addresses: Sequence[str], moves: bool) -> str:
    """One that fails is passed over for a moment while there is another."""
    options = (" resolve" if moves else "") + (" max_fails=1 fail_timeout=2s" if len(addresses) > 1 else "")
    return " ".join(f"server {address}{options};" for address in addresses)


class Nginx(Part):
    name = "nginx"
    programs = ("nginx",)
    ready_seconds = 10.0

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.port

    def prepare(self) -> None:
        self._write(())

    def without(self, *ports: int) -> None:
        """Send nobody to web processes at these ports from now on; without any, to all again. Raises StackError.

        Returns when new connections go by it. What is under way, and sockets, stay where they are to their end.
        """
        self._write(ports)
        self.reload()

    def reload(self) -> None:
        """New worker processes in place of those that there are, which end once all is answered. Raises StackError."""
        master, before = self.process.pid(), set(self.process.members())
        if master is None:
            raise StackError("nginx does not run.")
        os.kill(master, signal.SIGHUP)
        if not wait_until(lambda: bool(set(self.process.members()) - before), RELOAD_SECONDS):
            raise StackError(f"nginx did not take its configuration. {self.process.last_lines(5)}")
        time.sleep(OLD_WORKERS_LISTEN)

    def _write(self, without: Sequence[int]) -> None:
        layout = self.layout
        front = Front(
            # The workers of a root nginx drop to `nobody`, who cannot read a checkout in a home.
            head="user root;\n" if os.geteuid() == 0 else "",
            front=f"{HOST}:{layout.port}",
            static_front=f"{HOST}:{layout.static_port}",
            accounts=self._webs("accounts", without),
            messaging=self._webs("messaging", without),
            static=str(layout.static_root),
            media=str(layout.folder("media")),
            origin=layout.url,
        )
        self._configuration.write_text(front.configuration())

    def _webs(self, profile: str, without: Sequence[int]) -> list[str]:
        ports = [self.layout.web_port(profile, number + 1) for number in range(self.layout.copies.webs)]
        return [f"{HOST}:{port}" for port in ports if port not in without] or [f"{HOST}:{ports[0]}"]

    @property
    def _configuration(self) -> Path:
        return self.layout.folder("nginx") / "nginx.conf"

    def command(self) -> list[str]:
        folder = f"{self.layout.folder('nginx')}/"
        return [str(install.need("nginx")), "-p", folder, "-c", str(self._configuration), "-e", "stderr"]

    def answers(self) -> bool:
        return is_taken(self.layout.port) and is_taken(self.layout.static_port)
