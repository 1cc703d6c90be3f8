"""Keeps values out of the logs: an exception says its type and place, not what was being written."""

import logging
import traceback


class NoValues(logging.Filter):
    """Replaces the text of exceptions and statements, which may quote data, by their type and place."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[0] is not None:
            kind, _, trace = record.exc_info
            frames = traceback.extract_tb(trace)
            place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "unknown place"
            record.msg, record.args = f"{kind.__name__} at {place} ({record.name})", None
            record.exc_info = record.exc_text = None
        if record.name.startswith("django.request") and record.args:
            # The path may carry a search word; the status and the view are enough.
            record.msg, record.args = f"Request failed with {getattr(record, 'status_code', '?')}", None
        return True
