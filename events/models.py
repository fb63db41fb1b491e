"""Rows that every service keeps in its own database: what is to be sent, what was applied or laid aside, who holds
which lease, and when each job last ran.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from events.fields import KeyField


class OutboxEvent(models.Model):
    """An event to be sent, written in the transaction of the rows that it speaks of.

    Columns are named as Debezium's outbox router wants them. `aggregateversion` is taken from the aggregate's row
    under its lock, so within one aggregate its order is the order of commits.
    """

    id = KeyField()
    aggregatetype = models.CharField(max_length=32)  # the Kafka topic
    aggregateid = models.CharField(max_length=64)  # what is kept in order; the partition
    aggregateversion = models.BigIntegerField()
    type = models.CharField(max_length=32)
    key = models.CharField(max_length=80)  # the entity; Kafka's key
    payload = models.TextField()  # the CloudEvents envelope, JSON
    created_at = models.DateTimeField()
    # Booleans, because a partial index on "is null" is more than Django can make on MongoDB.
    waiting = models.BooleanField(default=True)  # neither sent nor parked
    parked = models.BooleanField(default=False)  # can't be published, or waits behind one that can't
    sent_at = models.DateTimeField(null=True)
    fault = models.TextField(default="", blank=True)  # why it is parked; empty when it waits behind another

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["waiting", "id"], condition=Q(waiting=True), name="outbox_waiting"),
            models.Index(
                fields=["aggregateid", "aggregateversion"], condition=Q(waiting=True), name="outbox_aggregate"
            ),
            models.Index(fields=["aggregateid"], condition=Q(parked=True), name="outbox_parked"),
            models.Index(fields=["sent_at"], condition=Q(waiting=False), name="outbox_sent"),
            # For `forget_states`; few events are about people, so it costs the others nothing.
            models.Index(fields=["aggregateid"], condition=Q(aggregatetype="users"), name="outbox_people"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.key} v{self.aggregateversion}"

    @property
    def aggregate(self) -> tuple[str, str]:
        """What it is kept in order with."""
        return self.aggregatetype, self.aggregateid


class InboxMark(models.Model):
    """An event whose effects do not converge by version and were applied here: it is not applied again."""

    id = models.CharField(primary_key=True, max_length=80, db_column="_id")  # handler and event id
    applied_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.id


class DeadLetter(models.Model):
    """An event that could not be applied, laid aside so that the others flow on."""

    id = models.CharField(primary_key=True, max_length=64, db_column="_id")  # digest of service, place and value
    reason = models.CharField(max_length=32, db_index=True)  # malformed, too_large, unknown_version or failed
    error = models.TextField(default="", blank=True)
    stack = models.TextField(default="", blank=True)
    place = models.CharField(max_length=300)  # Kafka topic/partition/offset, or the row of an outbox
    event_id = models.CharField(max_length=64, default="", blank=True)
    type = models.CharField(max_length=64, default="", blank=True)
    key = models.CharField(max_length=200, default="", blank=True)
    value = models.BinaryField()  # as it came
    traceparent = models.CharField(max_length=64, default="", blank=True)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.reason}: {self.type or 'unreadable'} at {self.place}"


class Lease(models.Model):
    """Who does the work that only one process may do. Others take over when `beats` stands still for too long."""

    name = models.CharField(primary_key=True, max_length=64, db_column="_id")
    holder = models.CharField(max_length=128)
    beats = models.BigIntegerField(default=0)  # goes up with each renewal
    expires_at = models.DateTimeField()  # by the holder's clock; for people to look at

    def __str__(self) -> str:
        return f"{self.name} by {self.holder}"


class JobRun(models.Model):
    """The last run of a job in this database."""

    name = models.CharField(primary_key=True, max_length=64, db_column="_id")
    started_at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    touched = models.IntegerField(default=0)  # rows
    fault = models.TextField(default="", blank=True)  # why it failed; empty when it did not

    def __str__(self) -> str:
        return self.name


class Resync(models.Model):
    """A copy that is being built anew beside the one in use, or was; at most one of a kind is under way."""

    id = models.CharField(primary_key=True, max_length=36, db_column="_id")  # UUIDv7, from the owner of the originals
    kind = models.CharField(max_length=16)  # users or parties
    count = models.IntegerField(null=True)  # states that were told; null until all are
    started_at = models.DateTimeField(null=True)  # at the owner's; null until all are told
    seen_at = models.DateTimeField()  # the first of them came, later the last piece of the swap
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=200, default="", blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "finished_at"], name="resync_open")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ShadowRow(models.Model):
    """The newest state of an entity in a copy that is being built anew: an event, to be applied at the swap."""

    id = models.CharField(primary_key=True, max_length=128, db_column="_id")  # resync/key
    resync = models.CharField(max_length=36)
    key = models.CharField(max_length=80)
    version = models.BigIntegerField()
    type = models.CharField(max_length=32)
    data = models.TextField()  # of the event, JSON
    told = models.BooleanField(default=False)  # by the resync; false: only by live traffic
    taken = models.IntegerField(default=0)  # goes up when the swap takes it, so that writers meet

    class Meta:
        indexes: ClassVar = [models.Index(fields=["resync", "id"], name="shadow_of")]

    def __str__(self) -> str:
        return self.id
