"""What a browser sends to the pages of lists of cases."""

from tests.walls.post import Post

FILE_PASSWORD = "seven lanterns under a quiet viaduct"

POSTS = {
    "case-export": Post(
        fields=lambda cast: {"kind": "csv", "password": FILE_PASSWORD, "password_again": FILE_PASSWORD},
        status=200,
        records=("cases.exported",),
        otherwise=dict.fromkeys(
            ("other_agency_supervisor", "once_deciding", "once_taking_part", "invited", "receiving"), 422
        ),
    ),
    "case-export-named": Post(
        fields=lambda cast: {"password": FILE_PASSWORD, "password_again": FILE_PASSWORD}, status=302
    ),
    "saved-list-new": Post(
        fields=lambda cast: {"title": "Mine to look at"},
        records=("saved_list.saved",),
        records_of={"lead_assigned": ("saved_lists.opened", "saved_list.saved")},
    ),
    "saved-task-list-new": Post(
        fields=lambda cast: {"title": "My tasks of this week"}, records=("saved_list.saved",)
    ),
    "saved-list-rename": Post(
        fields=lambda cast: {"title": "Another name"},
        records=("saved_lists.opened", "saved_list.renamed"),
    ),
    "saved-list-remove": Post(records=("saved_list.removed",)),
    "saved-list-restore": Post(records=("saved_lists.opened", "saved_list.restored")),
}
