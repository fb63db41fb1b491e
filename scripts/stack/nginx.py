"""nginx in the place of production's load balancer and static host: one origin in front, one for static files."""

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
{user}daemon off;
worker_processes 1;
error_log stderr warn;
pid nginx.pid;
events {{ worker_connections 4096; }}

http {{
  access_log off;
  server_tokens off;
  default_type application/octet-stream;
  types {{ {types} }}
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  client_max_body_size {body}m;
  gzip on; gzip_vary on; gzip_types text/css text/javascript application/json image/svg+xml application/manifest+json;

  map $http_upgrade $connection_header {{ default upgrade; '' ''; }}
  map $uri $static_age {{
    default "public, max-age=60";
    "~\\.[0-9a-f]{{12}}\\.[a-z0-9]+$" "public, max-age=31536000, immutable";
  }}
  upstream accounts {{ server {host}:{accounts}; keepalive 64; }}
  upstream messaging {{ server {host}:{messaging}; keepalive 64; }}

  proxy_http_version 1.1;
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
  proxy_set_header X-Forwarded-Proto $scheme;
  proxy_set_header Upgrade $http_upgrade;
  proxy_set_header Connection $connection_header;
  proxy_connect_timeout 2s;
  proxy_read_timeout 60s;

  server {{
    listen {host}:{port};
    location /accounts/ {{ proxy_pass http://accounts; }}
    location / {{ proxy_pass http://messaging; }}
    location /static/ {{ alias {static}/; add_header Cache-Control $static_age; }}
  }}

  server {{
    listen {host}:{static_port};
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


class Nginx(Part):
    name = "nginx"
    programs = ("nginx",)
    ready_seconds = 10.0

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.port

    def prepare(self) -> None:
        self._configuration.write_text(
            CONFIGURATION.format(
                # The workers of a root nginx drop to `nobody`, who cannot read a checkout in a home.
                user="user root;\n" if os.geteuid() == 0 else "",
                types=TYPES,
                body=BODY_MB,
                host=HOST,
                port=self.layout.port,
                accounts=self.layout.accounts_port,
                messaging=self.layout.messaging_port,
                static=self.layout.static_root,
                media=self.layout.folder("media"),
                static_port=self.layout.static_port,
                origin=self.layout.url,
            )
        )

    @property
    def _configuration(self) -> Path:
        return self.layout.folder("nginx") / "nginx.conf"

    def command(self) -> list[str]:
        folder = f"{self.layout.folder('nginx')}/"
        return [str(install.need("nginx")), "-p", folder, "-c", str(self._configuration), "-e", "stderr"]

    def answers(self) -> bool:
        return is_taken(self.layout.port) and is_taken(self.layout.static_port)
