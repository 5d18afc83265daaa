"""The texts of generated issues: summaries, and rich text in both forms."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from jiraframe.sandbox._catalogue import Json
from jiraframe.sandbox._documents import RichText, document, paragraph, words

VERBS = (
    "Fix", "Add", "Remove", "Rework", "Measure", "Document", "Speed up", "Migrate", "Test",
    "Retire", "Review", "Split", "Cache", "Validate", "Log", "Translate",
)  # fmt: skip
THINGS = (
    "login page", "invoice export", "search index", "payment retry", "mobile menu",
    "nightly backup", "password reset", "audit trail", "CSV import", "price list",
    "report builder", "session timeout", "webhook queue", "address form", "image upload",
    "rate limiter", "user directory", "delivery note", "feature flag", "error budget",
)  # fmt: skip
PLACES = (
    "", "", "", "", "", "for large customers", "on Windows", "behind a proxy", "after midnight",
    "in the sandbox", "when offline", "for guests", "on tablets", "for new tenants",
    "in München", "(part 2)",
)  # fmt: skip
ODD_SUMMARIES = (
    "<script>alert('summary')</script> must stay text",
    '=HYPERLINK("https://site.example","looks like a formula")',
    "Quotes: 'single', \"double\" and `ticks`",
    "Rocket 🚀, family 👨‍👩‍👧 and \U0001d4bbancy letters",
    "   blanks around   and a\ttab   ",
    "再現手順が書かれていない — נא לבדוק",
    "Backslash C:\\temp\\new & 100 % of <b>bold</b>",
    "- 1 item left; +2 others @home",
    "x" * 255,
)

_Pair = tuple[str, Json]


def _block(type_: str, *content: Json, **attrs: object) -> Json:
    node: Json = {"type": type_}
    if attrs:
        node["attrs"] = attrs
    return {**node, "content": list(content)} if content else node


def _item(*content: Json) -> Json:
    return _block("listItem", *content)


def _marked() -> _Pair:
    link = {"type": "link", "attrs": {"href": "https://docs.example/guide?a=1&b=2"}}
    colour = {"type": "textColor", "attrs": {"color": "#97a0af"}}
    return (
        "*Bold*, _slanted_, -struck-, +underlined+, {{code}}, "
        "[the guide|https://docs.example/guide?a=1&b=2], {color:#97a0af}grey{color} and H~2~O",
        paragraph(
            words("Bold", "strong"), words(", "), words("slanted", "em"), words(", "),
            words("struck", "strike"), words(", "), words("underlined", "underline"), words(", "),
            words("code", "code"), words(", "), {**words("the guide"), "marks": [link]},
            words(", "), {**words("grey"), "marks": [colour]}, words(" and H"),
            {**words("2"), "marks": [{"type": "subsup", "attrs": {"type": "sub"}}]}, words("O"),
        ),
    )  # fmt: skip


def _lists() -> Iterator[_Pair]:
    inner = _block("bulletList", _item(paragraph(words("inner one"))), _item(paragraph()))
    yield (
        "* outer one\n** inner one\n**\n* outer two",
        _block(
            "bulletList",
            _item(paragraph(words("outer one")), inner),
            _item(paragraph(words("outer two"))),
        ),
    )
    steps = ("Open the page", "Press *Save*", "Nothing happens")
    items = (_item(paragraph(words(step.replace("*", "")))) for step in steps)
    yield "\n".join(f"# {step}" for step in steps), _block("orderedList", *items, order=1)
    tasks = (("write a test", "DONE"), ("tell support", "TODO"))
    made = (_block("taskItem", words(text), localId=text, state=state) for text, state in tasks)
    yield "[x] write a test\n[ ] tell support", _block("taskList", *made, localId="tasks")
    decided = _block("decisionItem", words("We keep the old format"), localId="d", state="DECIDED")
    yield "<> We keep the old format", _block("decisionList", decided, localId="decisions")


def _boxes() -> Iterator[_Pair]:
    yield (
        "{panel:title=Note}Do not restart the queue.{panel}",
        _block("panel", paragraph(words("Do not restart the queue.")), panelType="warning"),
    )
    code = 'if a < b && c > d:\n    print("<b>not bold</b>")'
    yield f"{{code:python}}\n{code}\n{{code}}", _block("codeBlock", words(code), language="python")
    said = "It worked yesterday."
    yield f"{{quote}}{said}{{quote}}", _block("blockquote", paragraph(words(said)))
    hidden = _block("expand", paragraph(words("stack trace follows")), title="Details")
    yield "h6. Details\nstack trace follows", hidden
    yield "----", _block("rule")
    left = _block("layoutColumn", paragraph(words("left")), width=50)
    right = _block("layoutColumn", paragraph(words("right")), width=50)
    yield "left\nright", _block("layoutSection", left, right)


def _table() -> _Pair:
    head = _block("tableRow", *(_block("tableHeader", paragraph(words(t))) for t in ("Case", "ms")))
    rows = (("small | pipe", "12"), ("large", "4,500"))
    body = (
        _block("tableRow", *(_block("tableCell", paragraph(words(cell))) for cell in row))
        for row in rows
    )
    wiki = "||Case||ms||\n" + "\n".join(f"|{'|'.join(row)}|" for row in rows)
    return wiki, _block("table", head, *body, layout="default", isNumberColumnEnabled=False)


def _inline(account: str, name: str) -> Iterator[_Pair]:
    mention = {"type": "mention", "attrs": {"id": account, "text": f"@{name}", "accessLevel": ""}}
    yield f"Ask [~accountid:{account}] first.", paragraph(words("Ask "), mention, words(" first."))
    smile = {"type": "emoji", "attrs": {"shortName": ":tada:", "id": "1f389", "text": "🎉"}}
    own = {"type": "emoji", "attrs": {"shortName": ":our-logo:", "id": "c-1"}}
    yield "Shipped 🎉 :our-logo:", paragraph(words("Shipped "), smile, words(" "), own)
    day = {"type": "date", "attrs": {"timestamp": "1767225600000"}}
    state = {"type": "status", "attrs": {"text": "AT RISK", "color": "red", "localId": "s"}}
    yield "Due 2026-01-01 {status:AT RISK}", paragraph(words("Due "), day, words(" "), state)
    card = {"type": "inlineCard", "attrs": {"url": "https://wiki.example/pages/42"}}
    yield "See https://wiki.example/pages/42", paragraph(words("See "), card)
    lines = (words("first line"), {"type": "hardBreak"}, words("second line"))
    yield "first line\\\\second line", paragraph(*lines)


def _attached() -> Iterator[_Pair]:
    media = {"type": "media", "attrs": {"id": "5c3d", "type": "file", "collection": "", "width": 9}}
    yield "!screenshot.png!", _block("mediaSingle", media, layout="center")
    yield "[^dump.json]", _block("mediaGroup", media)
    yield "https://board.example/7", _block("blockCard", url="https://board.example/7")
    yield "https://video.example/8", _block("embedCard", url="https://video.example/8", layout="w")
    macro = {"extensionType": "com.example.macro", "extensionKey": "chart", "text": "a chart"}
    yield "{chart}", _block("extension", **macro)
    # Nodes that no version of the format had when this was written.
    future = _block("hologram", paragraph(words("text inside an unknown node")), depth=3)
    yield "text inside an unknown node", future


def _blocks(account: str, name: str) -> list[_Pair]:
    heading = _block("heading", words("What happens"), level=2)
    texts = (
        "The page stays empty until it is loaded again.",
        "Line with <em>markup</em> & \"quotes\" that is only text.",
        "Größe, naïve, 漢字, 🚀 and a zero\u200bwidth blank.",
        "=1+1 stands at the start of this line.",
    )  # fmt: skip
    plain = [(text, paragraph(words(text))) for text in texts]
    return [
        *plain, ("h2. What happens", heading), _marked(), *_lists(), *_boxes(), _table(),
        *_inline(account, name), *_attached(),
    ]  # fmt: skip


def documents(account: str, user: str, name: str) -> list[RichText]:
    """Make texts that hold every kind of block between them.

    Args:
        account: The account id of the person whom the texts mention.
        user: That person's user name on Data Center.
        name: And the display name.

    Returns:
        The texts; the first ones are of one block each, the others mix them.
    """
    blocks = _blocks(account, name)
    random = Random(20)
    chosen = [[block] for block in blocks]
    chosen += [random.sample(blocks, random.randint(2, 6)) for _ in range(90)]
    return [_joined(each, account, user) for each in chosen]


def _joined(blocks: list[_Pair], account: str, user: str) -> RichText:
    wiki = "\n\n".join(text for text, _ in blocks)
    server = wiki.replace(f"[~accountid:{account}]", f"[~{user}]")
    return RichText.of(wiki, document(*[node for _, node in blocks]), server)


def replies(account: str, user: str, name: str) -> list[RichText]:
    """Make the texts of comments."""
    said = (
        "I can see it too.", "Works here.", "Please send the log.", "Merged, goes out tonight.",
        "Is this still needed?", "Moved to the next sprint.", "Done & <tested>.", "+1 👍",
        "The customer answered:\n\nIt is fast again.", "See the linked issue.",
    )  # fmt: skip
    plain = [RichText.of(text, document(paragraph(words(text)))) for text in said]
    return plain * 4 + documents(account, user, name)[:24]
