"""Says what the icalendar package finds in feed.ics: feed.py FOLDER."""

import json
import os
import sys

from icalendar import Calendar

folder = sys.argv[1]
with open(os.path.join(folder, "feed.ics"), "rb") as file:
    raw = file.read()
feed = Calendar.from_ical(raw)
events = feed.walk("VEVENT")
print(
    json.dumps(
        {
            "name": str(feed["X-WR-CALNAME"]),
            "longest": max(len(line) for line in raw.split(b"\r\n")),
            "errors": [str(error) for part in feed.walk() for error in part.errors],
            "events": [
                {
                    "uid": str(event["UID"]),
                    "day": event.decoded("DTSTART").isoformat(),
                    "until": event.decoded("DTEND").isoformat(),
                    "stamp": event.decoded("DTSTAMP").isoformat(),
                    "summary": str(event["SUMMARY"]),
                    "state": str(event["DESCRIPTION"]),
                    "alarms": [str(alarm.decoded("TRIGGER")) for alarm in event.walk("VALARM")],
                }
                for event in events
            ],
        },
        ensure_ascii=False,
    )
)
