"""The fields that tests of flow ask for, and the measures that read intervals."""

from __future__ import annotations

from jiraframe import flow

FIELDS = [*flow.FIELDS, "Sprint", "Sprint.id", "Story Points"]
MEASURES = [
    flow.cycle_time, flow.lead_time, flow.flow_efficiency, flow.time_in, flow.throughput,
    flow.cumulative_flow, flow.work_in_progress, flow.aging,
]  # fmt: skip
