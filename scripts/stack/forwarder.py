"""The forwarder of faults/ as a part: between the services and their servers, in stacks that are broken on purpose."""

import sys

from scripts.stack.layout import FORWARDED, Layout
from scripts.stack.part import Part, is_taken


class Forwarder(Part):
    name = "forwarder"

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.forwarder_port

    def command(self) -> list[str]:
        routes = [f"{name}:{self.layout.reached(name)}:{self.layout.targets[name]}" for name in FORWARDED]
        return [sys.executable, "-m", "faults.forwarder", str(self.port), *routes]

    def answers(self) -> bool:
        return is_taken(self.layout.forwarder_port)
