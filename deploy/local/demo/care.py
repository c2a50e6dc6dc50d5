"""What the platform knows of some players beside what they do, levels and checks; and what some of them ask."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from daybook.players.v1 import player_pb2, players_service_pb2, tickets_service_pb2

from deploy.local.demo.people import Person
from deploy.local.demo.play import Story

# Of each brand; telling one takes some milliseconds, and the demo must be there soon.
KNOWN = 150
STANDING = ("kyc_level", "kyc_status", "vip_level", "risk_flags", "exclusion", "two_factor")

_Priority = tickets_service_pb2.TicketPriority


@dataclass(frozen=True)
class Ticket:
    """A question of a player."""

    person: Person
    subject: str
    text: str
    category: str
    priority: _Priority.ValueType


# Subject, text, category, priority.
_QUESTIONS = (
    (
        "My withdrawal is late",
        "I asked for my money this morning and it still says pending. When will it arrive?",
        "withdrawal",
        tickets_service_pb2.TICKET_PRIORITY_HIGH,
    ),
    (
        "Deposit not credited",
        "The bank took the money, but my balance is the same as before. I can send the receipt.",
        "deposit",
        tickets_service_pb2.TICKET_PRIORITY_HIGH,
    ),
    (
        "Free spins did not count",
        "I won 12 free spins on Jaguar Gold yesterday and see only ten in my history.",
        "bonus",
        tickets_service_pb2.TICKET_PRIORITY_NORMAL,
    ),
    (
        "Please change my e-mail",
        "I lost access to the old address. What do you need from me to change it?",
        "account",
        tickets_service_pb2.TICKET_PRIORITY_NORMAL,
    ),
    (
        "Bet settled wrongly",
        "The match was abandoned after 70 minutes, but my bet was counted as lost.",
        "game",
        tickets_service_pb2.TICKET_PRIORITY_NORMAL,
    ),
    (
        "I want to take a break",
        "Please close my account for a month, I play more than I want to.",
        "responsible_gaming",
        tickets_service_pb2.TICKET_PRIORITY_URGENT,
    ),
)


def known(story: Story) -> list[Person]:
    """Players of whom the platform knows more: those who play most, and some others."""
    played: dict[Person, int] = {}
    for moment in story.moments:
        played[moment.person] = played.get(moment.person, 0) + 1
    return sorted(played, key=lambda person: (-played[person], person.external_id))[:KNOWN]


def standing(person: Person) -> players_service_pb2.PlayerUpdate:
    """What the platform tells of a player: always the same for the same one."""
    chance = random.Random(person.external_id)  # noqa: S311 - a story, not a secret
    status = chance.choices(
        (
            player_pb2.KYC_STATUS_VERIFIED,
            player_pb2.KYC_STATUS_PENDING,
            player_pb2.KYC_STATUS_REJECTED,
            player_pb2.KYC_STATUS_EXPIRED,
        ),
        (0.7, 0.2, 0.05, 0.05),
    )[0]
    verified = status == player_pb2.KYC_STATUS_VERIFIED
    update = players_service_pb2.PlayerUpdate(
        kyc_level=chance.choice((1, 2, 2, 3)) if verified else chance.choice((0, 1)),
        kyc_status=status,
        vip_level=chance.randint(1, 5) if person.habit.stake > 1 and chance.random() < 0.6 else 0,
        risk_flags=[chance.choice(("bonus_abuse", "chargeback", "shared_device"))] if chance.random() < 0.08 else [],
        two_factor=chance.random() < 0.4,
    )
    if chance.random() < 0.04:
        since = person.registered_at + timedelta(days=1)
        update.exclusion.since.FromDatetime(since)
        update.exclusion.until.FromDatetime(since + timedelta(days=365))
    return update


def tickets(story: Story, chance: random.Random) -> Sequence[Ticket]:
    """What players ask, each of a different one who was here lately."""
    lately = list(dict.fromkeys(visit.person for visit in story.visits)) or [story.moments[-1].person]
    asking = chance.sample(lately, min(len(lately), 2 * len(_QUESTIONS)))
    return [Ticket(person, *_QUESTIONS[number % len(_QUESTIONS)]) for number, person in enumerate(asking)]
