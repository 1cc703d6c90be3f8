"""The addresses of investigations, suspects and networks, and of children who are not to be punished."""

from django.urls import path

from . import case_views, network_views, step_views, suspect_views, views

INVESTIGATION = "investigations/<uuid:investigation_id>/"
SUSPECT = "suspects/<uuid:suspect_id>/"
FLAG = "non-punishment/<uuid:flag_id>/"

urlpatterns = [
    path("investigations/", views.index, name="investigations"),
    path("investigations/new/", views.new, name="investigation-new"),
    path("investigations/figures/", views.figures, name="investigation-figures"),
    path(INVESTIGATION, views.show, name="investigation"),
    path(f"{INVESTIGATION}change/", views.change, name="investigation-change"),
    path(f"{INVESTIGATION}give/", step_views.give, name="investigation-give"),
    path(f"{INVESTIGATION}send/", step_views.send, name="investigation-send"),
    path(f"{INVESTIGATION}return/", step_views.give_back, name="investigation-return"),
    path(f"{INVESTIGATION}charge/", step_views.charge, name="investigation-charge"),
    path(f"{INVESTIGATION}end/", step_views.end, name="investigation-end"),
    path(f"{INVESTIGATION}reopen/", step_views.reopen, name="investigation-reopen"),
    path(f"{INVESTIGATION}children/new/", step_views.add_child, name="investigation-child-new"),
    path(
        f"{INVESTIGATION}children/<uuid:investigated_id>/end/",
        step_views.take_child_out,
        name="investigation-child-end",
    ),
    path(f"{INVESTIGATION}suspects/", suspect_views.find, name="known-suspect-find"),
    path(f"{INVESTIGATION}suspects/new/", suspect_views.new, name="known-suspect-new"),
    path(f"{INVESTIGATION}suspects/<uuid:suspect_id>/add/", step_views.involve, name="known-suspect-involve"),
    path(
        f"{INVESTIGATION}suspects/<uuid:involvement_id>/end/",
        step_views.end_involvement,
        name="involvement-end",
    ),
    path("suspects/", suspect_views.search, name="known-suspects"),
    path(SUSPECT, suspect_views.show, name="known-suspect"),
    path(f"{SUSPECT}correct/", suspect_views.correct, name="known-suspect-correct"),
    path(f"{SUSPECT}status/new/", suspect_views.add_status, name="known-suspect-status-new"),
    path(
        f"{SUSPECT}status/<uuid:status_id>/withdraw/",
        suspect_views.withdraw_status,
        name="known-suspect-status-withdraw",
    ),
    path(f"{SUSPECT}links/new/", suspect_views.add_link, name="known-suspect-link-new"),
    path(f"{SUSPECT}links/<uuid:link_id>/end/", suspect_views.end_link, name="known-suspect-link-end"),
    path(f"{SUSPECT}show-name/", suspect_views.disclose, name="known-suspect-disclose"),
    path(f"{SUSPECT}network/", network_views.show, name="known-suspect-network"),
    path(f"{SUSPECT}network/export/", network_views.export, name="known-suspect-network-export"),
    path("child-suspects/<uuid:request_id>/", step_views.answer, name="child-suspect"),
    path("cases/<uuid:case_id>/arrests/new/", case_views.arrest, name="arrest-new"),
    path("cases/<uuid:case_id>/non-punishment/new/", case_views.flag, name="non-punishment-new"),
    path("cases/<uuid:case_id>/names/", case_views.names, name="disclosed-names"),
    path(
        "cases/<uuid:case_id>/names/<uuid:disclosure_id>/hide/", case_views.hide_name, name="disclosure-end"
    ),
    path(FLAG, case_views.show, name="non-punishment"),
    path(f"{FLAG}ask/", case_views.ask_prosecutor, name="non-punishment-ask"),
    path(f"{FLAG}take-back/", case_views.take_back, name="non-punishment-take-back"),
    path(f"{FLAG}decide/", case_views.decide, name="non-punishment-decide"),
]
