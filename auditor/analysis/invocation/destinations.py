"""What is known of the places that failed events are sent to."""

from __future__ import annotations

from auditor.analysis.invocation.mappings import foreign_owner
from auditor.model import Destination, Fact, Function, Known, Queue, Unknown
from auditor.model.audit import Audit


def destination_of(audit: Audit, function: Function, arn: str) -> Fact[Destination | None]:
    """Return what is known of a target of the function's failed events; Known(None): it is gone."""
    region = audit.region(function)
    fact = region.destinations.get(arn)
    owner = foreign_owner(audit, arn)
    if fact == Known(None) and owner:
        # A foreign thing that may not be seen is often said not to exist.
        reason = f"{arn} belongs to the account {owner} and can't be read from here"
        return Unknown(reason=reason, region=function.region)
    if fact is not None:
        return fact
    if audit.function(arn) is not None:
        return Known(Destination(arn=arn))
    queue = region.queues.get(arn)
    if isinstance(queue, Known):
        return Known(_destination(queue.value))
    return queue or Unknown(reason=f"whether {arn} exists was not read", region=function.region)


def _destination(queue: Queue | None) -> Destination | None:
    if queue is None:
        return None
    return Destination(arn=queue.arn, fifo=queue.fifo, kms_key=queue.kms_key, policy=queue.policy)
