"""Figures of this process, in the text Prometheus reads. No addresses, no names."""

import resource
import time
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Figures:
    answers: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def count(self, status: int, seconds: float) -> None:
        self.answers[f"{status // 100}xx"] += 1
        self.seconds += seconds

    def text(self) -> str:
        lines = ["# TYPE cunyi_answers_total counter"]
        for kind in sorted(self.answers):
            lines.append(f'cunyi_answers_total{{status="{kind}"}} {self.answers[kind]}')
        lines += [
            "# TYPE cunyi_answer_seconds summary",
            f"cunyi_answer_seconds_sum {self.seconds:.6f}",
            f"cunyi_answer_seconds_count {self.answers.total()}",
            "# TYPE cunyi_uptime_seconds gauge",
            f"cunyi_uptime_seconds {time.monotonic() - self.began:.0f}",
            "# TYPE cunyi_peak_memory_bytes gauge",
            f"cunyi_peak_memory_bytes {_peak_memory()}",
        ]
        return "\n".join(lines) + "\n"


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
