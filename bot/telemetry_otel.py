"""OpenTelemetry, imported only where the config switches it on: commands as spans, and their counts."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Iterable
from contextlib import AbstractContextManager
from contextvars import ContextVar

from msgspec import Struct
from opentelemetry import context, trace
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricReader, PeriodicExportingMetricReader
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, StatusCode

from bot.config import TelemetrySection
from bot.health import Health
from bot.telemetry import FAILED, OK, Telemetry

PATIENCE = 2.0
"""Seconds that a collector may take, also at close; nothing in chat ever waits for it."""


class _Command(Struct):
    span: Span
    labels: dict[str, str]
    began: float
    ended: bool = False


class OtelTelemetry(Telemetry):
    """Spans and measurements through the providers that it is given."""

    measures = True

    def __init__(self, tracers: TracerProvider, meters: MeterProvider, health: Health) -> None:
        self._tracer = tracers.get_tracer("greenroom")
        meter = meters.get_meter("greenroom")
        self._current: ContextVar[_Command | None] = ContextVar("greenroom_command", default=None)
        self._commands = meter.create_counter("greenroom.commands", description="Commands that were answered")
        self._seconds = meter.create_histogram(
            "greenroom.command.duration", unit="s", description="From the line in chat to its answer"
        )
        self._health = health
        meter.create_observable_gauge(
            "greenroom.up", callbacks=[self._up], description="1 where this part works"
        )

    def begin(self, platform: str, command: str) -> None:
        """See `Telemetry.begin`."""
        labels = {"greenroom.platform": platform, "greenroom.command": command}
        # a root of its own: the library's task may have been born in somebody else's span
        span = self._tracer.start_span(
            f"{platform} {command}", context=context.Context(), kind=SpanKind.SERVER, attributes=labels
        )
        context.attach(trace.set_span_in_context(span))
        self._current.set(_Command(span, labels, time.perf_counter()))

    def end(self, outcome: str) -> None:
        """See `Telemetry.end`."""
        command = self._current.get()
        if command is None or command.ended:
            return
        command.ended = True
        command.span.set_attribute("greenroom.outcome", outcome)
        if outcome == FAILED:
            command.span.set_status(StatusCode.ERROR)
        elif outcome == OK:
            command.span.set_status(StatusCode.OK)
        command.span.end()
        labels = command.labels | {"greenroom.outcome": outcome}
        self._commands.add(1, labels)
        self._seconds.record(time.perf_counter() - command.began, labels)

    def span(self, name: str) -> AbstractContextManager[object]:
        """See `Telemetry.span`."""
        if not trace.get_current_span().is_recording():
            return contextlib.nullcontext()
        # what people are refused with is an exception on its way to a sentence, and no news for a collector
        return self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False)

    def _up(self, _: CallbackOptions) -> Iterable[Observation]:
        return [Observation(int(part.up), {"greenroom.part": part.name}) for part in self._health.parts]


@contextlib.asynccontextmanager
async def open_otel(
    section: TelemetrySection,
    health: Health,
    processor: SpanProcessor | None = None,
    reader: MetricReader | None = None,
) -> AsyncGenerator[OtelTelemetry]:
    """Send to the collector that the config names, or where the two last arguments say."""
    base = section.endpoint.rstrip("/")
    processor = processor or BatchSpanProcessor(
        OTLPSpanExporter(endpoint=f"{base}/v1/traces", timeout=PATIENCE)
    )
    reader = reader or PeriodicExportingMetricReader(
        OTLPMetricExporter(endpoint=f"{base}/v1/metrics", timeout=PATIENCE)
    )
    resource = Resource.create({SERVICE_NAME: section.service_name})
    tracers = TracerProvider(resource=resource, shutdown_on_exit=False)
    tracers.add_span_processor(processor)
    meters = MeterProvider([reader], resource=resource, shutdown_on_exit=False)
    try:
        yield OtelTelemetry(tracers, meters, health)
    finally:
        # both wait for the collector, and the loop does not
        await asyncio.to_thread(_shut, tracers, meters)


def _shut(tracers: TracerProvider, meters: MeterProvider) -> None:
    tracers.shutdown()
    meters.shutdown(timeout_millis=PATIENCE * 1000)
