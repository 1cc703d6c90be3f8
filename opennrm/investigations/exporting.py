"""The network around a suspect as files: two tables, and GraphML for programs that draw networks."""

from datetime import datetime
from uuid import UUID
from xml.etree import ElementTree

from django.utils.translation import gettext as _

from opennrm.audit import actions as audit
from opennrm.foundation import notices, spreadsheets
from opennrm.foundation.actor import Actor
from opennrm.foundation.context import AUDITORS, system_principal
from opennrm.foundation.refusals import NotAllowed

from . import network
from .events import EXPORTED
from .network import Network
from .permissions import NETWORK_EXPORT

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"


def files_of(suspect_id: UUID, *, by: Actor, at: datetime) -> dict[str, bytes]:
    """The files of the network around a suspect, by their names. The auditors are told.

    :raises NotThere: `by` knows of no such suspect.
    :raises NotAllowed: the role of `by` exports no networks.
    """
    if not by.may(NETWORK_EXPORT):
        raise NotAllowed(_("Your role does not export networks."))
    found = network.around(by, suspect_id)
    detail = {"around": str(suspect_id), "suspects": found.suspect_ids}
    audit.record("network.exported", detail=detail)
    notices.notify(system_principal(AUDITORS), EXPORTED.kind, by=by, at=at)
    return {"nodes.csv": _nodes(found), "links.csv": _links(found), "network.graphml": graphml(found)}


def graphml(found: Network) -> bytes:
    """A network as GraphML."""
    ElementTree.register_namespace("", _NAMESPACE)
    root = ElementTree.Element(f"{{{_NAMESPACE}}}graphml")
    for name in ("label", "kind"):
        options = {"id": name, "for": "node", "attr.name": name, "attr.type": "string"}
        ElementTree.SubElement(root, f"{{{_NAMESPACE}}}key", options)
    graph = ElementTree.SubElement(root, f"{{{_NAMESPACE}}}graph", {"edgedefault": "undirected"})
    numbers = {key: f"n{number}" for number, key in enumerate(found.nodes)}
    for key, node in found.nodes.items():
        element = ElementTree.SubElement(graph, f"{{{_NAMESPACE}}}node", {"id": numbers[key]})
        for name, value in (("label", node.label), ("kind", node.kind)):
            ElementTree.SubElement(element, f"{{{_NAMESPACE}}}data", {"key": name}).text = value
    for one, other in sorted(found.edges):
        ends = {"source": numbers[one], "target": numbers[other]}
        ElementTree.SubElement(graph, f"{{{_NAMESPACE}}}edge", ends)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _nodes(found: Network) -> bytes:
    rows = (
        (node.kind, node.label, " ".join(found.investigations.get(key, [])))
        for key, node in found.nodes.items()
    )
    return spreadsheets.as_csv((_("Kind"), _("Name"), _("Investigations")), rows)


def _links(found: Network) -> bytes:
    rows = (
        (found.nodes[one].label, found.nodes[other].kind, found.nodes[other].label)
        for one, other in sorted(found.edges)
    )
    return spreadsheets.as_csv((_("Suspect"), _("Kind"), _("Linked to")), rows)
