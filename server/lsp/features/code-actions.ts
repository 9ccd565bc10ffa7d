/** textDocument/codeAction: fixes of findings, all safe fixes at once, and changes that nobody has to make. */

import { type CodeAction, CodeActionKind, type TextEdit, type WorkspaceEdit } from "vscode-languageserver";
import { actionsInDescription, type Subject } from "../../assist/index.js";
import { fixUntilStable, safeFixes } from "../../checks/apply-fixes.js";
import type { FileResult, FindingFix } from "../../checks/finding.js";
import { lint } from "../../checks/lint.js";
import { suppressEdit } from "../../checks/suppress-edit.js";
import type { Lines } from "../lines.js";
import type { Server } from "../server.js";
import { toDiagnostics } from "../to-diagnostic.js";
import { toWorkspaceEdit } from "../to-edit.js";
import { normalUri } from "../uris.js";
import { about, type Feature, known } from "./feature.js";

const fixAllKind = `${CodeActionKind.SourceFixAll}.imalint`;

function editsOf(fix: FindingFix, lines: Lines): TextEdit[] {
  return fix.edits.map(({ range, newText }) => ({
    range: lines.range({ start: range.start.offset, end: range.end.offset }),
    newText,
  }));
}

/** Whether an asked kind is the kind of an action, or one above it. */
function isAsked(only: readonly string[] | undefined, kind: string): boolean {
  return only === undefined || only.some((asked) => kind === asked || kind.startsWith(`${asked}.`));
}

/** All safe fixes, and those that these make possible. */
function fixAll({ document, documents, options }: Subject, uri: string, lines: Lines): WorkspaceEdit {
  const others = documents.filter((other) => other !== document);
  const check = (text: string) => lint([{ ...document, text }, ...others], options).files[0] as FileResult;
  const { text } = fixUntilStable(document.text, check);
  if (text === document.text) return { changes: {} };
  return { changes: { [uri]: [{ range: lines.range({ start: 0, end: document.text.length }), newText: text }] } };
}

/** Whether there is anything for it to do. */
async function hasSafeFix(server: Server, uri: string): Promise<boolean> {
  const result = (await known(server, uri))?.resultOf(normalUri(uri));
  return safeFixes(result?.findings ?? []).length > 0;
}

/** What a person replaces by the reason. */
const reasonToWrite = "WHY THIS IS MEANT";

/** The fixes of findings, and behind them the comments that say that they are meant. */
async function fixes(server: Server, uri: string, lines: Lines, start: number, end: number): Promise<CodeAction[]> {
  const checked = await known(server, uri);
  if (checked === undefined) return [];
  const file = checked.files.find((each) => server.workspace.clientUri(each.uri) === uri);
  const touched = (file && checked.resultOf(file.uri))?.findings.filter(
    ({ range }) => range.start.offset <= end && range.end.offset >= start,
  );
  const actions: CodeAction[] = [];
  const comments: CodeAction[] = [];
  for (const finding of touched ?? []) {
    const diagnostics = file === undefined ? [] : toDiagnostics(server, file.uri, checked, [finding]);
    for (const [at, fix] of finding.fixes.entries())
      actions.push({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        ...(at === 0 && fix.safe ? { isPreferred: true } : {}),
        edit: { changes: { [uri]: editsOf(fix, lines) } },
      });
    const edit = file && suppressEdit(file.text, file.language, finding, reasonToWrite);
    if (edit !== undefined)
      comments.push({
        title: `Say in a comment that ${finding.check} is meant here`,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        edit: { changes: { [uri]: [{ range: lines.range(edit.span), newText: edit.newText }] } },
      });
  }
  return [...actions, ...comments];
}

export const codeActions: Feature = {
  capabilities: () => ({
    codeActionProvider: {
      codeActionKinds: [CodeActionKind.QuickFix, CodeActionKind.RefactorRewrite, fixAllKind],
      resolveProvider: true,
    },
  }),
  register(server) {
    const { connection } = server;
    connection.onCodeAction((params) =>
      about(server, params, async ({ subject, lines, language }) => {
        const { uri } = params.textDocument;
        const { only } = params.context;
        const span = lines.spanOf(params.range);
        const actions: CodeAction[] = [];
        if (isAsked(only, CodeActionKind.QuickFix))
          actions.push(...(await fixes(server, uri, lines, span.start, span.end)));
        if (isAsked(only, CodeActionKind.RefactorRewrite)) {
          const places = await server.places(uri);
          const ofDescription = subject.language === "ima-policy" ? actionsInDescription(subject, span) : [];
          for (const { title, path, edits } of [...(language.actions?.(subject, span) ?? []), ...ofDescription])
            actions.push({
              title,
              kind: CodeActionKind.RefactorRewrite,
              edit: toWorkspaceEdit(
                edits.map((edit) => ({ path, ...edit })),
                places,
              ),
            });
        }
        if (isAsked(only, fixAllKind) && (only !== undefined || (await hasSafeFix(server, uri)))) {
          const action: CodeAction = {
            title: "Fix all problems that have a safe fix",
            kind: fixAllKind,
            data: { uri },
          };
          const canResolve =
            server.params.capabilities.textDocument?.codeAction?.resolveSupport?.properties.includes("edit");
          // Without being asked for it by name it is one of many actions, and made when it is taken.
          if (canResolve) actions.push(action);
          else if (only !== undefined) actions.push({ ...action, edit: fixAll(subject, uri, lines) });
        }
        return actions;
      }),
    );
    connection.onCodeActionResolve(async (action) => {
      const { uri } = (action.data ?? {}) as { uri?: string };
      if (uri === undefined) return action;
      const edit = await about(server, { textDocument: { uri } }, ({ subject, lines }) => fixAll(subject, uri, lines));
      return edit === null ? action : { ...action, edit };
    });
  },
};
