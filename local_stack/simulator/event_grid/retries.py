"""When Event Grid tries again, and when it gives up (reference: VM creation events, section c)."""

from datetime import timedelta

from local_stack.simulator.state.event_grid import DeadLetter, Delivery, EventSubscription

MINUTE, HOUR = 60, 3600

# Seconds after the 1st, 2nd ... failed attempt; then every 12 hours.
SCHEDULE = (10, 30, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR)
AFTERWARDS = 12 * HOUR

# Some answers are given more time than the schedule has (documentation: delivery and retry).
AT_LEAST = {403: 5 * MINUTE, 404: 5 * MINUTE, 408: 2 * MINUTE, 503: 30}

DELIVERED = frozenset({200, 201, 202, 203, 204})
HOPELESS = frozenset({400, 401, 413})

# What stands for the status where there was no answer.
UNREACHABLE, LATE = 0, -1

OUTCOMES = {
    UNREACHABLE: "SocketError",
    LATE: "TimedOut",
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    413: "PayloadTooLarge",
    503: "Busy",
}


def too_old(subscription: EventSubscription, delivery: Delivery) -> DeadLetter | None:
    """Give up an event that has waited longer than its time to live; that shows only when it is due again."""
    waited = delivery.due - delivery.published
    if waited > timedelta(minutes=subscription.event_time_to_live):
        return _dead(subscription, delivery, "TimeToLiveExceeded")
    return None


def after_failure(subscription: EventSubscription, delivery: Delivery, status: int) -> DeadLetter | None:
    """Put off a delivery whose attempt has failed, or give it up."""
    delivery.attempts, delivery.last_attempt = delivery.attempts + 1, delivery.due
    delivery.outcome = OUTCOMES.get(status, "GenericError")
    if status in HOPELESS:
        return _dead(subscription, delivery, delivery.outcome)
    if delivery.attempts >= subscription.max_delivery_attempts:
        return _dead(subscription, delivery, "MaxDeliveryAttemptsExceeded")
    usual = SCHEDULE[delivery.attempts - 1] if delivery.attempts <= len(SCHEDULE) else AFTERWARDS
    delivery.due += timedelta(seconds=max(usual, AT_LEAST.get(status, 0)))
    return None


def _dead(subscription: EventSubscription, delivery: Delivery, reason: str) -> DeadLetter:
    return DeadLetter(
        subscription=subscription.name,
        event=delivery.event,
        dead_letter_reason=reason,
        delivery_attempts=delivery.attempts,
        last_delivery_outcome=delivery.outcome,
        publish_time=delivery.published,
        last_delivery_attempt_time=delivery.last_attempt,
    )
