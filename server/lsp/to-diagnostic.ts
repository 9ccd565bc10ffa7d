/** A finding as a diagnostic. */

import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
} from "vscode-languageserver";
import type { Finding } from "../checks/finding.js";
import type { Checked } from "./analysis.js";
import { Lines } from "./lines.js";
import type { Server } from "./server.js";
import { pathOf, uriBeside } from "./uris.js";

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;

/** Findings about a rule, or a part of one, that has no effect, so that it is shown faded. */
const unnecessary = new Set([
  "logic/unreachable-rule",
  "logic/redundant-rule",
  "logic/duplicate-rule",
  "logic/late-exception",
  "kernel/ignored-condition",
  "syntax/overridden-value",
  "syntax/ignored-text",
]);
/** Findings about older spellings, which are shown struck through. */
const deprecated = new Set(["syntax/legacy-name"]);

/** The message with what is to be done and what was taken for granted, as the command line prints it. */
function messageOf({ message, help, assumptions }: Finding): string {
  const parts = [message];
  if (help !== undefined) parts.push(help);
  if (assumptions.length > 0) parts.push(`Taken for granted: ${assumptions.join("; ")}.`);
  return parts.join("\n");
}

/** Lines of the files that are checked together, each made when a place in it is wanted. */
export class LinesOf {
  private readonly known = new Map<string, { readonly uri: string; readonly lines: Lines } | undefined>();

  constructor(
    private readonly server: Server,
    private readonly checked: Checked,
  ) {}

  /** A file by the path that the checks know it by. */
  byPath(path: string): { readonly uri: string; readonly lines: Lines } | undefined {
    if (!this.known.has(path)) {
      const file = this.checked.files.find(({ uri }) => pathOf(uri) === path);
      this.known.set(
        path,
        file && {
          uri: this.server.workspace.clientUri(file.uri),
          lines: this.lines(file.uri, file.text),
        },
      );
    }
    return this.known.get(path);
  }

  private lines(uri: string, text: string): Lines {
    const buffer = this.server.workspace.buffer(uri);
    return buffer?.text === text ? buffer.lines : new Lines(text, this.server.workspace.encoding);
  }
}

export function toDiagnostics(
  server: Server,
  uri: string,
  checked: Checked,
  findings: readonly Finding[],
): Diagnostic[] {
  const places = new LinesOf(server, checked);
  const own = places.byPath(pathOf(uri));
  if (own === undefined) return [];
  const { capabilities } = server.params;
  const { publishDiagnostics, diagnostic } = capabilities.textDocument ?? {};
  const canRelate = (diagnostic?.relatedInformation ?? publishDiagnostics?.relatedInformation) === true;
  const relatedOf = (finding: Finding): DiagnosticRelatedInformation[] =>
    finding.related.map(({ path, range, message }) => {
      const place = places.byPath(path);
      const start = { line: range.start.line - 1, character: range.start.column - 1 };
      const end = { line: range.end.line - 1, character: range.end.column - 1 };
      return {
        location: {
          uri: place?.uri ?? uriBeside(uri, path),
          range: place?.lines.range({ start: range.start.offset, end: range.end.offset }) ?? { start, end },
        },
        message,
      };
    });
  return findings.map((finding): Diagnostic => {
    const { check, severity, range } = finding;
    const href = server.options.checkPage?.replace("{check}", check) ?? server.platform.pageUri(check);
    const tags = [
      ...(unnecessary.has(check) ? [DiagnosticTag.Unnecessary] : []),
      ...(deprecated.has(check) ? [DiagnosticTag.Deprecated] : []),
    ];
    const related = canRelate ? relatedOf(finding) : [];
    return {
      range: own.lines.range({ start: range.start.offset, end: range.end.offset }),
      severity: severities[severity],
      source: "imalint",
      code: check,
      ...(href === undefined ? {} : { codeDescription: { href } }),
      message: messageOf(finding),
      ...(tags.length > 0 ? { tags } : {}),
      ...(related.length > 0 ? { relatedInformation: related } : {}),
    };
  });
}
