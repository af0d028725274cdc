"""What the tests of proposals send."""

import uuid


def said(**changed):
    """The fields of a form on a phone."""
    fields = {
        "client_id": str(uuid.uuid4()),
        "kind": "issue",
        "text": "น้ำสะอาดพอใช้ทั้งปี",
        "details": "",
        "issue": "",
    }
    return fields | changed
