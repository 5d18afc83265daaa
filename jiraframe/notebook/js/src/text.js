// The text of the query: CodeMirror with everything that it needs here.

import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder, tooltips } from "@codemirror/view";
import { language } from "./language.js";

const EXAMPLE = "project = KEY AND statusCategory != Done ORDER BY created DESC";

/** Make the text field. `help` is the id of the element that tells of its keys. */
export function textField({ doc, parent, tips, help, completion, run, changed }) {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc,
      extensions: [
        // Tab is not bound: it leaves the field.
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }, { key: "Shift-Enter", run }])),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        language,
        completion,
        // Output areas of a notebook would clip them.
        tooltips({ parent: tips, position: "fixed" }),
        placeholder(EXAMPLE),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": "JQL query", "aria-describedby": help }),
        keymap.of([
          ...closeBracketsKeymap,
          ...completionKeymap,
          ...lintKeymap,
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => update.docChanged && changed(update)),
      ],
    }),
  });
}
