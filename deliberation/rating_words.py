"""态度、过程、结果: what a rating says, and what is wrong with it. Pure."""

from dataclasses import dataclass

from deliberation.models import Satisfaction
from village.errors import InvalidInput

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Rating:
    """Three things rated apart. `again`: dissatisfied, and asks that it be taken up once more."""

    attitude: Satisfaction
    process: Satisfaction
    result: Satisfaction
    reason: str = ""
    again: bool = True

    @property
    def dissatisfied(self) -> bool:
        return Satisfaction.POOR in (self.attitude, self.process, self.result)

    @property
    def marks(self) -> str:
        """For the record: attitude, process and result as codes, never the reason itself."""
        return f"{self.attitude.value},{self.process.value},{self.result.value}"

    @property
    def words(self) -> str:
        parts = (("态度", self.attitude), ("过程", self.process), ("结果", self.result))
        return "；".join(f"{name}{one.label}" for name, one in parts)


def check_rating(rating: Rating) -> None:
    reason = rating.reason.strip()
    if rating.dissatisfied and not reason:
        raise InvalidInput({"reason": "不满意的，请说一说哪里不满意，好让办的人改。"})
    if len(reason) > LONGEST:
        raise InvalidInput({"reason": f"写了 {len(reason)} 字，最多 {LONGEST} 字。"})
