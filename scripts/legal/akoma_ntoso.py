"""The consolidated text as Akoma Ntoso 3.0 (OASIS LegalDocML), and back. A `statement`: it is not State law.

Where a word comes from is kept: an inserted provision refers to its amending entry, changed words stand in `ins`,
a provision whose wording is not loaded has the status "incomplete".
"""

from collections.abc import Iterator

from lxml import etree

from schemas.legal.amendment import AmendmentSet
from schemas.legal.provision import BASE, PLACEHOLDER, QUOTED, Provision, Run, number_of
from schemas.legal.versions import LegalText, TextVersion

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_ELEMENTS = {
    "phan": "part",
    "muc": "section",
    "diem": "paragraph",
    "tiet": "subparagraph",
    "chu": "point",
    "gach": "indent",
}
_LEVELS = {element: level for level, element in _ELEMENTS.items()}
_ISSUER = "ban-thuong-vu-thanh-uy"
_OURS = "kiem-diem"
_KINDS = {"insert_text": "insertion", "insert_provisions": "insertion", "replace_text": "substitution"}


def _element(parent: etree._Element | None, tag: str, text: str | None = None, /, **attributes: str) -> etree._Element:
    qualified = f"{{{NAMESPACE}}}{tag}"
    if parent is None:
        node = etree.Element(qualified, attributes, {None: NAMESPACE})
    else:
        node = etree.SubElement(parent, qualified, attributes)
    node.text = text
    return node


def iri(text: LegalText) -> str:
    """The work's address: /akn/vn/statement/huong-dan/<issuer>/<day>/<number>."""
    signed = text.versions[0].at
    return f"/akn/vn/statement/huong-dan/{_ISSUER}/{signed.isoformat()}/{text.document}"


def to_xml(text: LegalText, version: TextVersion) -> bytes:
    """One version as a strictly valid document. Equal versions give equal bytes."""
    root = _element(None, "akomaNtoso")
    statement = _element(root, "statement", name="huong-dan", contains="singleVersion")
    _meta(_element(statement, "meta"), text, version)
    body = _element(statement, "mainBody")
    for provision in version.text.body:
        _provision(body, provision)
    for element in root.iter():
        if element.tag not in _INLINE:  # a line each, without touching a text's own spaces
            element.tail = "\n"
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


_INLINE = {f"{{{NAMESPACE}}}{name}" for name in ("ins", "span", "eol")}


def _meta(meta: etree._Element, text: LegalText, version: TextVersion) -> None:
    work, at = iri(text), version.at.isoformat()
    identification = _element(meta, "identification", source=f"#{_OURS}")
    expression = f"{work}/vie@{at}"
    for level, address, day, name in (
        ("FRBRWork", work, text.versions[0].at.isoformat(), "ban-hanh"),
        ("FRBRExpression", expression, at, "hop-nhat"),
        ("FRBRManifestation", f"{expression}.xml", at, "hop-nhat"),
    ):
        part = _element(identification, level)
        end = address.removesuffix(".xml")
        _element(part, "FRBRthis", value=f"{end}/!main{'.xml' if end != address else ''}")
        _element(part, "FRBRuri", value=address)
        _element(part, "FRBRdate", date=day, name=name)
        _element(part, "FRBRauthor", href=f"#{_ISSUER}" if level == "FRBRWork" else f"#{_OURS}")
        if level == "FRBRWork":
            _element(part, "FRBRcountry", value="vn")
            _element(part, "FRBRname", value=text.title)
        if level == "FRBRExpression":
            _element(part, "FRBRlanguage", language="vie")
    lifecycle = _element(meta, "lifecycle", source=f"#{_OURS}")
    signed = text.versions[0].at.isoformat()
    _element(lifecycle, "eventRef", eId="su-kien-1", date=signed, type="generation", source="#goc")
    for number, one in enumerate(version.sets, start=2):
        day = one.effective.date.isoformat()
        _element(lifecycle, "eventRef", eId=f"su-kien-{number}", date=day, type="amendment", source=f"#{_code(one)}")
    if version.text.events:
        _modifications(_element(meta, "analysis", source=f"#{_OURS}"), text, version)
    references = _element(meta, "references", source=f"#{_OURS}")
    _element(references, "original", eId="goc", href=work, showAs=text.title)
    for one in version.sets:
        address = f"/akn/vn/statement/cong-van/{_ISSUER}/{one.effective.date.isoformat()}/{_code(one)}"
        _element(references, "passiveRef", eId=_code(one), href=address, showAs=one.source.title)
    _element(
        references, "TLCOrganization", eId=_ISSUER, href=f"/akn/ontology/organization/vn/{_ISSUER}", showAs=text.issuer
    )
    _element(
        references, "TLCReference", eId=QUOTED, name="source", href="#trich", showAs="câu mà văn bản sửa đổi trích"
    )
    known = text.numbered()
    for name in version.text.applied:
        _, one, entry = known[name]
        title = f"{entry.mark} mục {one.source.item}, {one.source.title}"
        _element(references, "TLCReference", eId=name, name="amendment", href=f"#{_code(one)}", showAs=title)
    _element(
        references,
        "TLCOrganization",
        eId=_OURS,
        href="/akn/ontology/organization/vn/kiem-diem",
        showAs="Bản hợp nhất để tra cứu, tính bằng máy",
    )


def _code(one: AmendmentSet) -> str:
    return one.source.document


def _modifications(analysis: etree._Element, text: LegalText, version: TextVersion) -> None:
    passive = _element(analysis, "passiveModifications")
    known = text.numbered()
    for event in version.text.events:
        if event.touched is None:
            continue
        _, one, entry = known[event.entry]
        change = _element(passive, "textualMod", type=_KINDS[entry.operation], eId=f"sua-{entry.id}")
        _element(change, "source", href=f"#{_code(one)}")
        _element(change, "destination", href=f"#{event.touched}")
        for created in event.created or (event.touched,):
            _element(change, "new", href=f"#{created}")


def _provision(parent: etree._Element, provision: Provision) -> None:
    attributes = {"eId": provision.eid}
    if provision.source == PLACEHOLDER:
        attributes["status"] = "incomplete"
    elif provision.source != BASE:
        attributes["refersTo"] = f"#{provision.source}"
    node = _element(parent, _ELEMENTS[provision.level], **attributes)
    if provision.mark:
        _element(node, "num", provision.mark)
    else:
        _element(node, "num", provision.number, status="editorial")
    if provision.heading is not None:
        _element(node, "heading", provision.heading)
    if provision.runs or not provision.children:
        holder = _element(node, "intro" if provision.children else "content")
        paragraph = _element(holder, "p")
        for run in provision.runs:
            _run(paragraph, run)
    for child in provision.children:
        _provision(node, child)


def _run(paragraph: etree._Element, run: Run) -> None:
    holder = paragraph
    if run.source != BASE:
        holder = _element(paragraph, "span" if run.source == QUOTED else "ins", refersTo=f"#{run.source}")
    for number, line in enumerate(run.text.split("\n")):
        if number:
            _element(holder, "eol")
        last = holder[-1] if len(holder) else None
        if last is None:
            holder.text = (holder.text or "") + line
        else:
            last.tail = (last.tail or "") + line


def from_xml(data: bytes) -> tuple[Provision, ...]:
    """The tree of a document that `to_xml` wrote. External entities are never resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    root = etree.fromstring(data, parser)
    body = root.find(f".//{{{NAMESPACE}}}mainBody")
    return tuple(_read(node) for node in body) if body is not None else ()


def _read(node: etree._Element) -> Provision:
    parts = {etree.QName(child).localname: child for child in node}
    printed = str(parts["num"].text)
    holder = parts.get("intro", parts.get("content"))
    return Provision(
        str(node.get("eId")),
        _LEVELS[etree.QName(node).localname],
        number_of(printed),
        str(parts["heading"].text) if "heading" in parts else None,
        tuple(_runs(holder[0])) if holder is not None else (),
        PLACEHOLDER if node.get("status") == "incomplete" else (node.get("refersTo") or BASE).lstrip("#"),
        tuple(_read(child) for child in node if etree.QName(child).localname in _LEVELS),
        "" if parts["num"].get("status") == "editorial" else printed,
    )


def _runs(paragraph: etree._Element) -> Iterator[Run]:
    """Plain words and line breaks of the paragraph itself are the base's; each inline element is a run of its own."""
    plain = paragraph.text or ""
    for child in paragraph:
        if etree.QName(child).localname == "eol":
            plain += "\n" + (child.tail or "")
            continue
        if plain:
            yield Run(BASE, plain)
        lines = [child.text or "", *(eol.tail or "" for eol in child)]
        yield Run(str(child.get("refersTo")).lstrip("#"), "\n".join(lines))
        plain = child.tail or ""
    if plain:
        yield Run(BASE, plain)
