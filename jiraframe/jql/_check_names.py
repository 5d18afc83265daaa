"""The names in a query against those that a site has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from jiraframe.errors import near_names
from jiraframe.jql._catalogue import Catalogue, QueryField, QueryFunction
from jiraframe.jql._format import field_text
from jiraframe.jql._problem import Fix, Problem
from jiraframe.jql._quote import quote
from jiraframe.jql._tokens import decode
from jiraframe.jql._tree import FieldName, Function, Value

# Atlassian, "Advanced searching - fields reference": names that queries know and that lists of
# fields leave out, all or some of them, by product and version.
_SILENT: Final = (
    "affectedversion approvals assignee attachments category change-gating-type comment component "
    "created createddate creator description due duedate environment filter fixversion "
    "hierarchylevel id issue issuekey issuelink issuelinktype issuetype key labels lastviewed "
    "level organizations originalestimate parent parentepic parentproject priority project "
    "projecttype rank remainingestimate reporter request request-channel-type "
    "request-last-activity-time resolution resolutiondate resolved savedfilter searchrequest "
    "space spacecategory spacetype sprint status statuscategory statuscategorychangeddate summary "
    "text textfields timeestimate timeoriginalestimate timespent type updated updateddate voter "
    "votes watcher watchers workitem workitemkey workitemlink workitemlinktype worklogauthor "
    "worklogcomment worklogdate workratio worktype"
)
_SILENT_NAMES: Final = ("customer request type", "epic link", "request type")
# "Advanced searching - functions reference": those of one product are not in every list.
_SILENT_FUNCTIONS: Final = (
    "approved approver aqlfunction breached cascadeoption choiceoption closedsprints completed "
    "componentsleadbyuser currentlogin currentuser customerdetail earliestunreleasedversion "
    "elapsed endofday endofmonth endofweek endofyear entitlementdetail entitlementproduct "
    "everbreached futuresprints iqlfunction issuehistory issueswithremotelinksbyglobalid "
    "lastlogin latestreleasedversion linkedissues linkedworkitems membersof myapproval mypending "
    "now opensprints organizationdetail organizationmembers paused pending pendingby "
    "portfoliochildissuesof projectsleadbyuser projectswhereuserhaspermission "
    "projectswhereuserhasrole releasedversions remaining running spacesleadbyuser "
    "spaceswhereuserhaspermission spaceswhereuserhasrole standardissuetypes standardworktypes "
    "startofday startofmonth startofweek startofyear subtaskissuetypes subtaskworktypes "
    "unreleasedversions updatedby votedissues votedworkitems watchedissues watchedworkitems "
    "withincalendarhours"
)
# Values that queries know beside the names of a list, in every language.
_SPOKEN: Final = {
    "resolution": frozenset({"unresolved"}),
    "statuscategory": frozenset(
        {"new", "indeterminate", "done", "undefined", "to do", "in progress", "complete"}
    ),
}
# Near names take a look at every name; a long list of unknown ones must not take forever.
_SEARCHES: Final = 20


class Names:
    """The names of a catalogue, and what is to say of others.

    Args:
        catalogue: What the site's JQL knows.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._near: dict[tuple[str, str], list[str]] = {}
        self._spellings: dict[tuple[str, ...], dict[str, str]] = {}
        self._numbered = any(_number(each) for each in catalogue.fields)

    def fields(self, name: FieldName) -> tuple[list[QueryField], list[Problem]]:
        """Find the fields that a name means, and what is doubtful about it.

        Properties belong to apps, of which no catalogue tells: nothing is found for them.
        """
        if name.properties:
            return [], []
        found = self._called(name.name)
        if not found:
            return [], self._unknown_field(name)
        numbers = [_number(each) for each in found]
        if len(found) == 1 or not all(numbers):
            return found, []
        doubt = Problem(
            f"{len(found)} fields are called {name.name!r}: {', '.join(numbers)}.",
            *name.span,
            "Write the one that you mean by its number.",
            "warning",
            tuple(Fix(f"Use {each}", each) for each in numbers),
        )
        return found, [doubt]

    def function(self, call: Function) -> QueryFunction | None:
        """Find a function."""
        return self._catalogue.function(call.name)

    def unknown_function(self, call: Function, end: int) -> Iterator[Problem]:
        """Say that no function is called so; its name ends at ``end``."""
        functions = {each.name: each for each in self._catalogue.functions}
        silent = call.name.casefold() in _SILENT_FUNCTIONS.split()
        if not functions or silent or self.function(call) is not None:
            return
        near = self._search("function", call.name, functions)
        inserts = [functions[each].insert.partition("(")[0] for each in near]
        yield Problem(
            f"No function is called {call.name!r}.",
            call.span[0],
            end,
            _meant(inserts),
            fixes=tuple(Fix(f"Use {each}", each) for each in inserts),
        )

    def unknown_value(self, value: Value, fields: Sequence[QueryField]) -> Iterator[Problem]:
        """Say that a closed list has no such value."""
        if not fields or value.text.isdecimal():  # it may be an id
            return
        inserts = self._inserts(fields)
        if not inserts or value.text.casefold() in inserts:
            return
        name = fields[0].name
        near = list(
            dict.fromkeys(inserts[each] for each in self._search(name, value.text, inserts))
        )
        yield Problem(
            f"{name} has no value {value.text!r}, as far as this account may see.",
            *value.span,
            _meant(near),
            "warning",
            tuple(Fix(f"Use {each}", each) for each in near),
        )

    def _unknown_field(self, name: FieldName) -> list[Problem]:
        folded = name.name.casefold()
        numbered = folded.startswith("cf[")
        silent = folded in (*_SILENT.split(), *_SILENT_NAMES)
        if not self._catalogue.fields or silent or (numbered and not self._numbered):
            return []
        message = f"No field is called {name.name!r}."
        if numbered:
            return [Problem(message, *name.span)]
        meant = self._catalogue.fields_named(folded.replace("customfield_", "cf[") + "]")
        fixes = [Fix(f"Use {_number(each)}", _number(each)) for each in meant]
        known = {each: each for field in self._catalogue.fields for each in _names(field)}
        for near in [] if fixes else self._search("", name.name, known):
            fixes += self._written(near)
        hint = _meant(each.insert for each in fixes)
        return [Problem(message, *name.span, hint, fixes=tuple(fixes))]

    def _called(self, name: str) -> list[QueryField]:
        """Find fields; a custom one that is called like a system field has its number alone."""
        found = self._catalogue.fields_named(name)
        return [each for each in found if not _number(each)] or found

    def _written(self, name: str) -> Iterator[Fix]:
        for field in self._called(name):
            own = field.name.casefold() == name.casefold()
            insert = field.insert if own else field_text(FieldName(name))
            apart = insert == _number(field)
            yield Fix(f"Use {insert} ({field.name})" if apart else f"Use {insert}", insert)

    def _inserts(self, fields: Sequence[QueryField]) -> dict[str, str]:
        """Give every spelling of the values of closed lists; nothing if one of them is open."""
        key = tuple(each.insert for each in fields)
        if key not in self._spellings:
            spellings: dict[str, str] = {}
            for each in fields if all(field.choices for field in fields) else ():
                for name in (each.name, *each.also):
                    spellings |= {word: quote(word) for word in _SPOKEN.get(name.casefold(), ())}
                for choice in each.choices or ():
                    written = (decode(choice.insert), choice.label, *choice.also)
                    spellings |= {word.casefold(): choice.insert for word in written}
            self._spellings[key] = spellings
        return self._spellings[key]

    def _search(self, kind: str, name: str, known: Iterable[str]) -> list[str]:
        if (kind, name) not in self._near and len(self._near) < _SEARCHES:
            self._near[kind, name] = near_names(name, known)
        return self._near.get((kind, name), [])


def taken_by(fields: Sequence[QueryField]) -> tuple[str, ...]:
    """Give the operators that one of some fields takes; none where Jira does not say."""
    if not all(each.operators for each in fields):
        return ()
    return tuple(dict.fromkeys(name for each in fields for name in each.operators))


def _number(field: QueryField) -> str:
    """Give ``cf[10010]`` of a custom field; of others, an empty text."""
    return next((name for name in (field.insert, *field.also) if name.startswith("cf[")), "")


def _names(field: QueryField) -> list[str]:
    return [field.name, *(name for name in field.also if not name.startswith("cf["))]


def _meant(inserts: Iterable[str]) -> str:
    said = " or ".join(inserts)
    return f"Did you mean {said}?" if said else ""
