"""The same stage as for evenings and weeks."""

from tests.progress.conftest import stage as stage
