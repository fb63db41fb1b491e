"""nginx in the place of production's load balancer and static host: one origin in front, one for static files.

The same rules stand before the stack of this machine and before that of compose.yaml (`scripts.compose`).
"""

import dataclasses
import os
from pathlib import Path
from typing import Final

from scripts.stack import install
from scripts.stack.layout import HOST, Layout
from scripts.stack.part import Part, is_taken

#: The largest request body that passes, in MB; the services themselves refuse less with a sentence.
BODY_MB: Final = 6

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
  access_log off;
  server_tokens off;
  default_type application/octet-stream;
  types {{ {types} }}
  client_body_temp_path {scratch}body; proxy_temp_path {scratch}proxy; fastcgi_temp_path {scratch}fastcgi;
  uwsgi_temp_path {scratch}uwsgi; scgi_temp_path {scratch}scgi;
  client_max_body_size {body}m;
  gzip on; gzip_vary on; gzip_types text/css text/javascript application/json image/svg+xml application/manifest+json;

  map $http_upgrade $connection_header {{ default upgrade; '' ''; }}
  map $uri $static_age {{
    default "public, max-age=60";
    "~\\.[0-9a-f]{{12}}\\.[a-z0-9]+$" "public, max-age=31536000, immutable";
  }}
  map $http_x_forwarded_proto $seen_scheme {{ default $scheme; {trusted} }}
  {resolver}upstream accounts {{ {zone_accounts}server {accounts}; keepalive 64; }}
  upstream messaging {{ {zone_messaging}server {messaging}; keepalive 64; }}

  proxy_http_version 1.1;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $seen_scheme;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_header;
  proxy_connect_timeout 2s;
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
    accounts: str
    messaging: str
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
            accounts=f"{self.accounts} resolve" if moves else self.accounts,
            messaging=f"{self.messaging} resolve" if moves else self.messaging,
        )


class Nginx(Part):
    name = "nginx"
    programs = ("nginx",)
    ready_seconds = 10.0

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.port

    def prepare(self) -> None:
        layout = self.layout
        front = Front(
            # The workers of a root nginx drop to `nobody`, who cannot read a checkout in a home.
            head="user root;\n" if os.geteuid() == 0 else "",
            front=f"{HOST}:{layout.port}",
            static_front=f"{HOST}:{layout.static_port}",
            accounts=f"{HOST}:{layout.accounts_port}",
            messaging=f"{HOST}:{layout.messaging_port}",
            static=str(layout.static_root),
            media=str(layout.folder("media")),
            origin=layout.url,
        )
        self._configuration.write_text(front.configuration())

    @property
    def _configuration(self) -> Path:
        return self.layout.folder("nginx") / "nginx.conf"

    def command(self) -> list[str]:
        folder = f"{self.layout.folder('nginx')}/"
        return [str(install.need("nginx")), "-p", folder, "-c", str(self._configuration), "-e", "stderr"]

    def answers(self) -> bool:
        return is_taken(self.layout.port) and is_taken(self.layout.static_port)
